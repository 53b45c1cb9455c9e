// Counting test results across runners, from the reports they write.

export const none = { passed: 0, failed: 0, skipped: 0 }

/** Counts of a Vitest JSON report. A file that could not even be loaded has no tests and counts as one failure. */
export function countVitest(report) {
  const broken = report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0)
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + report.numTodoTests,
  }
}

/** Counts of a Playwright JSON report. A flaky test passed in the end; an error outside any test is a failure. */
export const countPlaywright = ({ stats, errors }) => ({
  passed: stats.expected + stats.flaky,
  failed: stats.unexpected + errors.length,
  skipped: stats.skipped,
  // Said, so that it is looked into: a test that needs two tries has something to tell.
  ...(stats.flaky > 0 && { remark: `${stats.flaky} at the second try only: see "flaky" above` }),
})

/** A campaign counts as one test, however many runs it has: it passes when none of them broke a rule. */
export const countCampaign = ({ runs, faults, failedSeeds }) => ({
  passed: failedSeeds.length === 0 && runs > 0 ? 1 : 0,
  failed: failedSeeds.length > 0 ? 1 : 0,
  skipped: 0,
  remark: `${runs} runs, ${faults} faults`,
})

export const add = (a, b) => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped,
})

const cell = ({ counts }) => {
  if (!counts) return ''
  const remark = counts.remark ? ` (${counts.remark})` : ''
  return `${counts.passed} / ${counts.failed} / ${counts.skipped}${remark}`
}

/** A table of the steps: name, seconds, result, and tests passed / failed / skipped. */
export function table(steps) {
  const rows = [
    ['step', 'seconds', 'result', 'passed / failed / skipped'],
    ...steps.map((step) => [step.name, step.seconds?.toFixed(1) ?? '-', step.result, cell(step)]),
  ]
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)))
  const line = (row) =>
    row
      .map((text, i) => (i === 1 ? text.padStart(widths[i]) : text.padEnd(widths[i])))
      .join('  ')
      .trimEnd()
  return rows.map(line).join('\n')
}

/** The last line of `npm test`. */
export const closingLine = ({ passed, failed, skipped }) =>
  `tests: ${passed} passed, ${failed} failed, ${skipped} skipped`
