// One scenario, all clients side by side: what each did, and which sentence it kept.
function prose(text) {
  return text.split(/\n\s*\n/).filter(p => p.trim()).map(p => h('p', null, p.trim()));
}

function sentenceTable(loads, clients) {
  const first = loads.find(l => l && l.set);
  if (!first) return null;
  const rows = first.set.sentences.map((s, i) => ({level: s[0], text: s[1], source: s[2], unit: s[3], line: s[4],
    outcomes: loads.map(l => (l && l.record.outcomes && l.set.sentences[i] && l.set.sentences[i][1] === s[1] ? l.record.outcomes[i] : ''))}));
  const group = (name, help, wanted) => {
    const some = rows.filter(wanted);
    return some.length > 0 && h('tbody', null,
      h('tr', {class: 'group'}, h('th', {colspan: String(clients.length + 1), scope: 'colgroup'}, name, ' ', h('small', null, help))),
      some.map(s => h('tr', null, h('th', {scope: 'row'}, h('span', {class: `level ${s.level.toLowerCase()}`}, s.text), ' ', h('small', null, s.source)),
        s.outcomes.map((o, n) => h('td', {class: `outcome o-${{b: s.level === 'MUST' ? 'broken' : 'warned', k: 'kept', '-': 'na', s: 'seen', n: 'unseen'}[o] || 'none'}`,
          title: `${clients[n].label}: ${OUTCOMES[o] || 'not run'}`, 'aria-label': OUTCOMES[o] || 'not run'}, OUTCOME_SIGNS[o] || '')))));
  };
  return h('div', {class: 'scroll'}, h('table', {class: 'sentences'},
    h('thead', null, h('tr', null, h('th', {scope: 'col'}, 'Sentence'), clients.map(c => h('th', {scope: 'col', class: 'who'}, h('span', null, c.label))))),
    group('What is asked', 'of this scenario', s => s.unit === 0 && s.level !== 'MAY'),
    group('What was done', 'MAY: allowed either way, so a fact and no judgement', s => s.level === 'MAY'),
    group('What is asked everywhere', 'from the base', s => s.unit !== 0 && s.level !== 'MAY')));
}

function sideBySide(runs, loads) {
  return h('div', {class: 'scroll'}, h('table', {class: 'beside'},
    h('thead', null, h('tr', null, ['Client', 'Verdict', 'What it did', 'How it ended'].map(t => h('th', {scope: 'col'}, t)))),
    h('tbody', null, runs.map((run, n) => h('tr', null,
      h('th', {scope: 'row'}, h('a', {href: toRun(run)}, run.client.label)),
      h('td', null, h('a', {href: toRun(run)}, badge(run.verdict, run.scenario, run.known))),
      h('td', {class: 'verbs'}, verbs(loads[n].decoded).slice(0, 40).map(w => h('code', {class: w === '<tls>' ? 'up' : w === '<no tls>' ? 'down' : ''}, w))),
      h('td', null, loads[n].record.exit || '', run.why ? h('small', {class: 'block'}, run.why) : ''))))));
}

function instancePicker(s, instance) {
  if (s.values.size < 2) return null;
  const all = [...s.values].sort((a, b) => a[0] - b[0]);
  return h('nav', {class: 'instances named', 'aria-label': 'Instances'}, all.map(([n, values]) => {
    const runs = s.runs.filter(r => r.instance === n), w = worst(runs);
    return h('a', {class: `cell ${tone(w.verdict, s)}${w.known ? ' known' : ''}`, href: toScenario(s, n), 'aria-current': n === instance ? 'page' : null,
      title: `@${n} ${values}: ${countsText(countRuns(runs))}`}, LETTERS[w.verdict], h('small', null, n));
  }));
}

async function drawScenario([name, wanted]) {
  const s = report.byName.get(name);
  if (!s) return missing(`There is no scenario ${name}.`);
  const instance = wanted ? Number(wanted) : s.runs.length ? worst(s.runs).instance : 0;
  const clients = clientsWanted(route.filters).filter(c => s.byClient.has(c.i));
  const runs = clients.map(c => s.byClient.get(c.i).filter(r => r.instance === instance)).filter(r => r.length).map(worst)
    .sort((a, b) => RANK[b.verdict] - RANK[a.verdict]); // what needs a look comes first
  const loads = await Promise.all(runs.map(loadRun));
  const units = (loads.find(l => l.units.length) || {units: []}).units;
  const values = s.values.get(instance);
  const source = sourceElement(units, new Map());
  const el = h('article', {class: 'page-scenario'},
    crumbs(h('a', {href: toScenario(s)}, s.name)),
    h('h1', null, s.title || s.name),
    h('p', {class: 'sub'}, h('code', null, s.path || s.name), s.tags.map(t => [' ', h('a', {class: 'tag', href: toMatrix({tag: t})}, t)])),
    h('div', {class: 'description'}, prose(s.description)),
    s.sources.length > 0 && h('p', {class: 'sources'}, 'Rests on ', [...s.sources].sort(collator).map((t, i) =>
      [i > 0 && ', ', h('a', {href: href('standards', [t], {})}, t)])),
    instancePicker(s, instance), instance > 0 && h('p', {class: 'sub'}, `Instance ${instance}: `, h('code', null, values || '')),
    h('h2', null, 'Side by side'), sideBySide(runs, loads),
    h('h2', null, 'Sentence by sentence'), sentenceTable(loads, runs.map(r => r.client)),
    units.length > 0 && [h('h2', null, 'The scenario'), source]);
  linkLines(el, source);
  return {title: s.name, el, up: toMatrix()};
}
