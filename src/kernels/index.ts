export { bitmaskOf, bitmaskWithout } from './bitmask.ts'
export { scanKernelPath } from './kernel-file.ts'
export { createPlainScan } from './plain-scan.ts'
export { createScan, type Found, type Scan, type ScanShape } from './scan.ts'
