// The parts of the page: gzip in base64, unpacked when they are asked for.
async function unpack(id) {
  const el = byId('part-' + id);
  if (!el) throw new Error(`the part “${id}” is not in this file: it was cut when it was copied`);
  if (typeof DecompressionStream === 'undefined')
    throw new Error('this browser can’t unpack the report: it needs Chrome or Edge 80, Firefox 113, Safari 16.4, or newer');
  const bytes = Uint8Array.from(atob(el.textContent), c => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return JSON.parse(await new Response(stream).text());
}

// Parts stand behind the script: whoever is faster than the browser waits.
const loaded = new Promise(done => {
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', done, {once: true});
  else done();
});
const parts = new Map();
async function part(id) {
  if (!byId('part-' + id)) await loaded;
  if (!parts.has(id)) {
    if (parts.size > 64) parts.delete(parts.keys().next().value);
    parts.set(id, unpack(id));
  }
  return parts.get(id);
}

const CELL = 7, BASE_CELL = 6;

// Everything that the matrix needs, as objects.
const report = {clients: [], scenarios: [], folders: [], runs: []};

function collator(a, b) {
  return a.localeCompare(b, 'en', {numeric: true});
}

function readClients(index) {
  report.clients = index.clients.map(([name, version], i) =>
    ({i, name, version, label: version ? `${name} ${version}` : name, counts: [0, 0, 0, 0, 0, 0], known: 0, ms: 0, runs: []}));
}

function readScenario(raw, i, index) {
  const slash = raw.name.lastIndexOf('/');
  const tags = (raw.tags || '').split(' ').filter(Boolean);
  const s = {i, name: raw.name, folder: slash < 0 ? '' : raw.name.slice(0, slash), short: raw.name.slice(slash + 1),
    title: raw.title || '', tags, security: tags.includes('security'), description: raw.description || '', path: raw.path || '',
    server: raw.server, sources: raw.sources, values: new Map(raw.instances), runs: [], counts: [0, 0, 0, 0, 0, 0], byClient: new Map()};
  const c = raw.cells;
  for (let at = 0, record = 0; at < c.length; at += CELL, record++) {
    const run = {scenario: s, client: report.clients[c[at]], instance: c[at + 1], verdict: c[at + 2], flags: c[at + 3],
      ms: c[at + 4], broken: index.lists[c[at + 5]], why: index.whys[c[at + 6]], record};
    run.known = (run.flags & KNOWN) !== 0;
    s.runs.push(run);
    s.counts[run.verdict]++;
    run.client.counts[run.verdict]++;
    run.client.ms += run.ms;
    run.client.runs.push(run);
    if (run.verdict === FAIL && run.known) run.client.known++;
    const key = run.client.i;
    if (!s.byClient.has(key)) s.byClient.set(key, []);
    s.byClient.get(key).push(run);
  }
  for (const runs of s.byClient.values()) runs.sort((a, b) => a.instance - b.instance || a.record - b.record);
  return s;
}

function readIndex(index) {
  Object.assign(report, {runs: index.runs, complete: index.complete, ms: index.ms, corpus: index.corpus, counts: index.counts,
    broken: index.broken.map(([level, text, source]) => ({level, text, source}))});
  readClients(index);
  report.scenarios = index.scenarios.map((raw, i) => readScenario(raw, i, index));
  report.ordered = [...report.scenarios].sort((a, b) => collator(a.name, b.name));
  report.byName = new Map(report.scenarios.map(s => [s.name, s]));
  const folders = new Map();
  for (const s of report.ordered) {
    if (!folders.has(s.folder)) folders.set(s.folder, []);
    folders.get(s.folder).push(s);
  }
  report.folders = [...folders].map(([name, scenarios]) => ({name, scenarios}));
  report.clients.sort((a, b) => collator(a.name, b.name) || collator(a.version, b.version));
  report.tags = [...new Set(report.scenarios.flatMap(s => s.tags))].sort(collator);
  report.known = report.clients.reduce((n, c) => n + c.known, 0);
  if (index.base) compare(index.base, index.lists);
}

// One run stands for a cell: the worst, and of equals the one nobody knew of.
function worst(runs) {
  return runs.reduce((a, b) => RANK[b.verdict] > RANK[a.verdict] || (b.verdict === a.verdict && a.known && !b.known) ? b : a);
}

function runId(run) {
  return run.scenario.name + (run.instance ? '@' + run.instance : '');
}

// The same key twice is --repeat: then runs go by their number as well.
function turn(run) {
  const same = run.scenario.byClient.get(run.client.i).filter(r => r.instance === run.instance);
  return same.length > 1 ? same.indexOf(run) + 1 : 0;
}

// A version may differ between the two runs; the name must be the same, and say which client is meant.
function clientOf(name, version) {
  const named = report.clients.filter(c => c.name === name);
  return named.find(c => c.version === version) || (named.length === 1 ? named[0] : null);
}

function compare(base, lists) {
  const clients = base.clients.map(([name, version]) => clientOf(name, version));
  const changes = {runs: base.runs, changed: [], added: [], gone: [], same: 0};
  const old = new Map();
  for (let at = 0; at < base.cells.length; at += BASE_CELL) {
    const [s, c, instance, verdict, known, list] = base.cells.slice(at, at + BASE_CELL);
    const name = base.scenarios[s], client = clients[c];
    const was = {name, instance, verdict, known: known === 1, broken: lists[list], client: base.clients[c]};
    if (!client || !report.byName.has(name)) changes.gone.push(was);
    else old.set(`${client.name}\n${client.version}\n${name}\n${instance}`, was);
  }
  for (const s of report.ordered)
    for (const run of s.runs) {
      const key = `${run.client.name}\n${run.client.version}\n${s.name}\n${run.instance}`;
      const was = old.get(key);
      old.delete(key);
      if (!was) changes.added.push(run);
      else if (was.verdict !== run.verdict || was.broken.join() !== run.broken.join()) {
        run.was = was;
        changes.changed.push(run);
      } else changes.same++;
    }
  changes.gone.push(...old.values());
  report.changes = changes;
}
