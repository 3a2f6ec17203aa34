/** What this process took so far. `maxRSS` is in KiB on every system. */
export const processUsage = () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
  return { cpuMs: (userCPUTime + systemCPUTime) / 1_000, peakMemoryBytes: maxRSS * 1_024 }
}
