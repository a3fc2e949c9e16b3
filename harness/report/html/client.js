// One client: what it broke, and the same as a report that can be printed and sent.
const REPORT_MOST = 60;

function byFinding(runs) {
  const found = new Map();
  for (const run of runs)
    for (const b of run.broken) {
      if (!found.has(b)) found.set(b, []);
      found.get(b).push(run);
    }
  return [...found].map(([b, list]) => ({...report.broken[b], runs: list, security: list.some(r => r.scenario.security)}))
    .sort((a, b) => (a.level < b.level ? -1 : a.level > b.level ? 1 : 0) || b.security - a.security || b.runs.length - a.runs.length);
}

function runLinks(runs) {
  const name = (r, i) => i > 0 && runs[i - 1].scenario === r.scenario && r.instance ? '@' + r.instance : runId(r);
  return runs.map((r, i) => [i > 0 && ' ', h('a', {href: toRun(r), class: `mini ${tone(r.verdict, r.scenario)}${r.known ? ' known' : ''}`, title: runId(r)}, name(r, i))]);
}

function findingsTable(runs) {
  const found = byFinding(runs);
  if (!found.length) return h('p', null, 'No sentence was broken.');
  return h('table', {class: 'found'}, h('thead', null, h('tr', null, ['Broken sentence', 'Source', 'In'].map(t => h('th', {scope: 'col'}, t)))),
    h('tbody', null, found.map(f => h('tr', {class: f.level.toLowerCase()},
      h('th', {scope: 'row'}, h('span', {class: `level ${f.level.toLowerCase()}`}, f.text)),
      h('td', {class: 'source-ref'}, h('a', {href: href('standards', [f.source], {})}, f.source)),
      h('td', {class: 'where'}, h('b', null, f.runs.length), ' ', runLinks(f.runs.slice(0, 12)),
        f.runs.length > 12 && h('details', null, h('summary', null, `${f.runs.length - 12} more`), runLinks(f.runs.slice(12))))))));
}

function otherTrouble(runs) {
  const groups = new Map();
  for (const r of runs.filter(x => x.why && x.verdict !== PASS)) {
    const key = `${r.verdict} ${r.why}`;
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(r);
  }
  if (!groups.size) return null;
  return [h('h2', null, 'Not judged, and why'), h('table', {class: 'found'}, h('tbody', null, [...groups.values()].sort((a, b) => b.length - a.length).map(list => h('tr', null,
    h('th', {scope: 'row'}, badge(list[0].verdict, null, false)), h('td', null, list[0].why),
    h('td', {class: 'where'}, h('b', null, list.length), ' ', runLinks(list.slice(0, 8)),
      list.length > 8 && h('details', null, h('summary', null, `${list.length - 8} more`), runLinks(list.slice(8))))))))];
}

// Control runs against good servers come first: a client that fails them is not judged.
function calibration(client) {
  const controls = client.runs.filter(r => r.scenario.tags.includes('smoke'));
  const uncalibrated = client.runs.filter(r => r.why.startsWith('subject not calibrated'));
  return h('p', null, 'Calibration: ', uncalibrated.length ? `${plural(uncalibrated.length, 'run')} not judged, for the control runs failed: ${uncalibrated[0].why}` :
    controls.length ? `${plural(controls.length, 'control run')} in this report, ${countsText(countRuns(controls))}` : 'nothing is void for want of it');
}

async function oneExample(client) {
  const run = client.runs.find(r => r.scenario.tags.includes('smoke') && r.verdict === PASS) || client.runs[0];
  return run ? (await loadRun(run)).record.command : '';
}

async function drawClient([name, version, extra]) {
  const client = clientFrom(name, version);
  if (!client) return missing(`There is no client ${name} ${version || ''}.`);
  if (extra === 'report') return drawBugReport(client);
  const example = await oneExample(client);
  const bad = client.runs.filter(r => r.verdict === FAIL).length;
  const el = h('article', {class: 'page-client'}, crumbs(h('a', {href: toClient(client)}, client.label)),
    h('h1', null, client.label), h('p', {class: 'sub'}, `${plural(client.runs.length, 'run')}: ${countsText(client.counts)}${client.known ? `; ${client.known} of the FAILs known` : ''}`),
    h('div', {class: 'wide-bar'}, bar(client.counts)), calibration(client), command('Example', example),
    bad > 0 && h('p', null, h('a', {class: 'button', href: toClient(client, 'report')}, 'Report to its maintainers'), h('span', {class: 'dim'}, ' every failure with its dialogue, to print or save as PDF')),
    h('h2', null, 'What it broke'), findingsTable(client.runs), otherTrouble(client.runs));
  return {title: client.label, el, up: toMatrix()};
}

async function bugSection(run) {
  const loadedRun = await loadRun(run);
  const {record, set, units, decoded} = loadedRun;
  return h('section', {class: 'bug'}, h('h2', null, badge(run.verdict, run.scenario, run.known), h('span', null, run.scenario.title || runId(run))),
    h('p', {class: 'sub'}, h('a', {href: toRun(run)}, runId(run)), ' ', run.scenario.values.get(run.instance) || ''),
    h('div', {class: 'description'}, prose(run.scenario.description)), findingList(loadedRun),
    record.why && !run.broken.length && h('p', null, record.why),
    dialogueElement(decoded, units, set ? set.sentences : [], false), ending(loadedRun, run),
    record.rules && h('details', null, h('summary', null, 'The rules in force'), h('pre', {class: 'rules'}, record.rules)));
}

async function drawBugReport(client) {
  const runs = client.runs.filter(r => r.verdict === FAIL && !r.known).sort((a, b) => b.scenario.security - a.scenario.security || collator(runId(a), runId(b)));
  const shown = runs.slice(0, REPORT_MOST), run = report.runs[0] || {};
  const sections = [];
  for (const r of shown) sections.push(await bugSection(r));
  const el = h('article', {class: 'page-bugs'}, crumbs(h('a', {href: toClient(client)}, client.label), h('a', {href: toClient(client, 'report')}, 'Report')),
    h('h1', null, `${client.label}: ${plural(runs.length, 'failure')}`),
    h('p', null, `Found by mustls ${run.version || ''}${run.tls ? ` with ${run.tls}` : ''}${run.time ? `, ${run.time}` : ''}. `,
      'Each failure below was played by a mock server on the loopback interface; S: is what the server sent, C: what the client said, ',
      'lines on a tinted ground went through TLS, and ^^^^ stands under what broke the sentence beside it.'),
    h('p', {class: 'no-print'}, h('button', {type: 'button', class: 'button', onclick: () => window.print()}, 'Print')),
    findingsTable(runs), sections,
    runs.length > shown.length && h('p', null, `${runs.length - shown.length} more are in the matrix.`));
  return {title: `${client.label}: failures`, el, up: toClient(client)};
}
