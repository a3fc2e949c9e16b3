// The address: #/page/parts?filter=value. Everything that can be seen can be linked.
const FILTERS = ['q', 'tag', 'verdict', 'client', 'changed', 'may'];

function parseRoute(hash) {
  const text = hash.replace(/^#\/?/, '');
  const mark = text.indexOf('?');
  const path = (mark < 0 ? text : text.slice(0, mark)).split('/').filter(Boolean).map(piece => {
    try { return decodeURIComponent(piece); } catch (e) { return piece; }
  });
  const query = new URLSearchParams(mark < 0 ? '' : text.slice(mark + 1));
  const filters = {};
  for (const key of FILTERS) if (query.get(key)) filters[key] = query.get(key);
  return {page: path[0] || 'matrix', args: path.slice(1), filters};
}

function href(page, args, filters) {
  const query = new URLSearchParams();
  for (const key of FILTERS) if (filters && filters[key]) query.set(key, filters[key]);
  const path = [page === 'matrix' ? '' : page, ...(args || [])].map(encodeURIComponent).join('/');
  const text = query.toString();
  return '#/' + path + (text ? '?' + text : '');
}

let route = parseRoute('');

const toMatrix = filters => href('matrix', [], filters || route.filters);
const toScenario = (s, instance) => href('scenario', instance ? [s.name, String(instance)] : [s.name], route.filters);
const toClient = (c, extra) => href('client', [c.name, c.version || '-', ...(extra ? [extra] : [])], route.filters);
const toRun = run => href('run', [run.client.name, run.client.version || '-', runId(run), ...(turn(run) ? [String(turn(run))] : [])],
  route.filters);

function clientFrom(name, version) {
  return report.clients.find(c => c.name === name && (c.version || '-') === version);
}

function runFrom([name, version, id, nth]) {
  const client = clientFrom(name, version);
  const at = (id || '').match(/^(.*?)(?:@(\d+))?$/s);
  const s = report.byName.get(id) || report.byName.get(at[1]);
  const instance = report.byName.has(id) ? 0 : Number(at[2] || 0);
  const runs = client && s && (s.byClient.get(client.i) || []).filter(r => r.instance === instance);
  return runs && runs[nth ? Number(nth) - 1 : 0];
}

// --- what the filters leave ---

function wantedVerdicts(filters) {
  return filters.verdict ? new Set([...filters.verdict]) : null;
}

function runWanted(run, filters, verdicts) {
  if (verdicts && !verdicts.has(LETTERS[run.verdict]) && !(verdicts.has('K') && run.known)) return false;
  if (filters.changed && !run.was) return false;
  return !filters.may || (run.flags & MAY_SEEN) !== 0;
}

function clientsWanted(filters) {
  if (!filters.client) return report.clients;
  const names = filters.client.split(',');
  return report.clients.filter(c => names.includes(c.name) || names.includes(`${c.name}/${c.version}`));
}

function scenarioWanted(s, filters) {
  if (filters.tag && !filters.tag.split(',').every(t => t.startsWith('!') ? !s.tags.includes(t.slice(1)) : s.tags.includes(t)))
    return false;
  const words = (filters.q || '').toLowerCase().split(/\s+/).filter(Boolean);
  const text = `${s.name} ${s.title} ${s.tags.join(' ')} ${s.sources.join(' ')}`.toLowerCase();
  return words.every(w => text.includes(w));
}

// [{scenario, cells: Map client -> runs}], folders kept.
function filtered(filters) {
  const clients = clientsWanted(filters), verdicts = wantedVerdicts(filters);
  const picky = verdicts || filters.changed || filters.may;
  const folders = [];
  for (const folder of report.folders) {
    const rows = [];
    for (const s of folder.scenarios) {
      if (!scenarioWanted(s, filters)) continue;
      const cells = new Map();
      for (const c of clients) {
        const runs = (s.byClient.get(c.i) || []).filter(r => runWanted(r, filters, verdicts));
        if (runs.length) cells.set(c.i, runs);
      }
      if (cells.size || (!picky && clients.length === report.clients.length)) rows.push({scenario: s, cells});
    }
    if (rows.length) folders.push({name: folder.name, rows});
  }
  return {clients, folders};
}
