// One run: what broke, the dialogue, the scenario beside it, and how to see it again.
async function loadRun(run) {
  const [page, texts] = await Promise.all([part(run.scenario.i), part('texts')]);
  const record = page.records[run.record];
  const set = record.set === null ? null : page.sets[record.set];
  const units = set ? set.units.map(u => texts[u]) : [];
  return {page, record, set, units, decoded: decodeRows(page, record)};
}

function findingList(loadedRun) {
  const {record, set, units} = loadedRun;
  if (!set || !record.outcomes) return null;
  const items = set.sentences.map((s, i) => ({level: s[0], text: s[1], source: s[2], unit: s[3], line: s[4], outcome: record.outcomes[i]}))
    .filter(s => s.outcome === 'b' && s.level !== 'MAY').sort((a, b) => (a.level < b.level ? -1 : a.level > b.level ? 1 : 0));
  if (!items.length) return null;
  return h('ul', {class: 'findings'}, items.map(s => h('li', {class: s.level.toLowerCase()},
    h('b', null, s.text), ' ', h('span', {class: 'source-ref'}, s.source), placeLink(units, s.unit, s.line))));
}

function unfiredList(loadedRun) {
  const {record, units} = loadedRun;
  if (!record.unfired) return null;
  return h('div', {class: 'unfired'}, h('p', null, 'These rules never fired, so the scenario did not happen:'),
    h('ul', null, record.unfired.map(([unit, line]) => h('li', null,
      h('code', null, units[unit] ? units[unit].text.split('\n')[line - 1] : 'a rule'), ' ', placeLink(units, unit, line)))),
    h('p', null, record.instead ? ['Instead, the client did ', h('code', null, record.instead), '.'] : 'The client said nothing.'));
}

function ending(loadedRun, run) {
  const {record, set, decoded} = loadedRun;
  return h('div', {class: 'ending'},
    record.exit && h('p', {class: 'exit'}, h('b', null, run.scenario.server ? 'Server: ' : 'Client: '), record.exit,
      record.leak ? `; left ${plural(record.leak, 'process', 'processes')} behind, killed` : ''),
    caretRows(decoded.end, set ? set.sentences : [], 8),
    record.output && h('details', {open: record.output.length < 1500}, h('summary', null, 'Output'), h('pre', null, record.output)),
    command('Ran', record.command), command('Again', record.again), command('Files', record.files));
}

function changeNote(run) {
  if (!run.was) return null;
  return h('p', {class: 'change'}, 'Was ', badge(run.was.verdict, run.scenario, run.was.known), ' in the baseline',
    run.was.broken.length > 0 && [': ', run.was.broken.map(b => report.broken[b].text).join('; ')]);
}

function instanceChips(run) {
  const runs = run.scenario.byClient.get(run.client.i);
  if (runs.length < 2) return null;
  return h('nav', {class: 'instances', 'aria-label': 'Instances'}, runs.map(r => h('a', {class: `cell ${tone(r.verdict, r.scenario)}${r.known ? ' known' : ''}`,
    href: toRun(r), 'aria-current': r === run ? 'page' : null, title: `${runId(r)} ${r.scenario.values.get(r.instance) || ''}: ${VERDICTS[r.verdict]}`},
    LETTERS[r.verdict], h('small', null, r.instance || turn(r) || ''))));
}

// The order of n and p: by scenario, then client; what nobody needs to look at is left out.
function troubled() {
  return filtered(route.filters).folders.flatMap(f => f.rows.flatMap(row => [...row.cells.values()].flat()))
    .filter(r => r.verdict !== PASS && r.verdict !== SKIP);
}

function neighbour(run, step) {
  const all = troubled();
  if (!all.length) return null;
  const at = all.indexOf(run);
  return at < 0 ? all[0] : all[(at + step + all.length) % all.length];
}

function crumbs(...links) {
  return h('nav', {class: 'crumbs', 'aria-label': 'Where this is'}, h('a', {href: toMatrix()}, 'Matrix'),
    links.filter(Boolean).map(l => [h('span', {'aria-hidden': 'true'}, ' › '), l]));
}

async function drawRun(args) {
  const run = runFrom(args);
  if (!run) return missing(`There is no run of ${args[2] || 'this scenario'} with ${args[0]}.`);
  const loadedRun = await loadRun(run);
  const {record, set, units, decoded} = loadedRun;
  const s = run.scenario, id = runId(run);
  const marks = new Map();
  (set ? set.sentences : []).forEach((sentence, i) => {
    if (record.outcomes && record.outcomes[i] === 'b' && sentence[0] !== 'MAY') marks.set(`${sentence[3]}:${sentence[4]}`, sentence[0].toLowerCase());
  });
  const source = sourceElement(units, marks);
  const values = s.values.get(run.instance);
  const next = neighbour(run, 1), prev = neighbour(run, -1);
  const holder = h('div', {class: 'holder'}, dialogueElement(decoded, units, set ? set.sentences : [], false));
  const hasFolds = decoded.rows.some(r => r.folded && !r.carets.length);
  const el = h('article', {class: 'page-run'},
    crumbs(h('a', {href: toScenario(s, run.instance || null)}, id), h('a', {href: toClient(run.client)}, run.client.label)),
    h('header', {class: 'run-head'},
      h('h1', null, badge(run.verdict, s, run.known), h('span', null, s.title || id)),
      h('p', {class: 'sub'}, h('a', {href: toClient(run.client)}, run.client.label), ' on ', h('a', {href: toScenario(s)}, id), values && [' ', h('code', null, values)],
        ' · ', duration(run.ms), set && set.wishes.length > 0 && [' · asked for ', h('code', null, set.wishes.map(w => w.join('=')).join(' '))]),
      instanceChips(run)),
    changeNote(run),
    run.known && record.known && h('p', {class: 'known-why'}, 'Known: ', record.known),
    findingList(loadedRun), unfiredList(loadedRun),
    record.why && !run.broken.length && h('p', {class: 'why'}, record.why),
    h('div', {class: 'sides'},
      h('div', {class: 'left'}, hasFolds && h('button', {type: 'button', class: 'all', onclick: e => {
        replace(holder, dialogueElement(decoded, units, set.sentences, true));
        e.target.remove();
      }}, 'Show all lines'), holder, ending(loadedRun, run)),
      units.length > 0 && source),
    (next || prev) && h('nav', {class: 'turn', 'aria-label': 'Runs to look at'},
      prev && prev !== run && h('a', {href: toRun(prev), id: 'prev'}, `‹ ${runId(prev)}, ${prev.client.label}`),
      next && next !== run && h('a', {href: toRun(next), id: 'next'}, `${runId(next)}, ${next.client.label} ›`)));
  linkLines(el, source);
  return {title: `${VERDICTS[run.verdict]} ${run.client.label} ${id}`, el, up: toMatrix()};
}

function missing(text) {
  return {title: 'Not found', el: h('article', {class: 'prose'}, h('h1', null, 'Not in this report'), h('p', null, text),
    h('p', null, h('a', {href: toMatrix({})}, 'To the matrix')))};
}
