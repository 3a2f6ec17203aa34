import { createPlainScan } from './plain-scan.ts'
import { scanContract } from './scan.contract.ts'

scanContract('createPlainScan', createPlainScan)
