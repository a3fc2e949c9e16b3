// What verdicts, rows and sentences are called. The numbers are those of harness/report/html_rows.c and html.c.
const VERDICTS = ['PASS', 'WARN', 'FAIL', 'INCONCLUSIVE', 'SKIP', 'ERROR'];
const LETTERS = ['P', 'W', 'F', 'I', 'S', 'E'];
// The worst of several runs is shown: FAIL, ERROR, INCONCLUSIVE, WARN, PASS, SKIP.
const RANK = [1, 2, 5, 3, 0, 4];
const PASS = 0, WARN = 1, FAIL = 2, INCONCLUSIVE = 3, SKIP = 4, ERROR = 5;
const VERDICT_HELP = [
  'every MUST and SHOULD that had something to judge was kept',
  'a SHOULD was broken',
  'a MUST was broken, or the client crashed or hung',
  'the scenario did not happen, so nothing is known',
  'the client can’t do what the scenario asks',
  'the tool’s own trouble',
];
const KNOWN = 1, MAY_SEEN = 2, CRASHED = 4;

const ROW = {CONN: 0, LINE: 1, DATA: 2, TLS: 3, FAIL: 4, FACT: 5, SCRIPT: 6, OMITTED: 7};
const ROW_KIND = 15, ROW_IN_TLS = 16, ROW_BRACKET = 32 | 64, ROW_FOLDED = 128, ROW_SERVER = 256, ROW_TOOL = 512;
const UNIT_BITS = 1 << 20;

const OUTCOMES = {b: 'broken', k: 'kept', '-': 'nothing to judge', s: 'seen', n: 'not seen'};
const OUTCOME_SIGNS = {b: '✕', k: '✓', '-': '·', s: '●', n: '○'};

function plural(n, one, many) {
  return `${n.toLocaleString('en')} ${n === 1 ? one : many || one + 's'}`;
}

function duration(ms) {
  if (ms < 9950) return `${(ms / 1000).toFixed(1)} s`;
  const s = Math.round(ms / 1000);
  return s < 120 ? `${s} s` : `${Math.floor(s / 60)} min ${s % 60} s`;
}

// The class that gives a cell its colour: dark red is a FAIL where security is at stake.
function tone(verdict, scenario) {
  if (verdict === FAIL) return scenario && scenario.security ? 'security' : 'fail';
  return ['pass', 'warn', 'fail', 'unknown', 'skip', 'error'][verdict];
}
