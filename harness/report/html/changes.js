// Two runs: what is otherwise now.
function lost(run) {
  const was = new Set(run.was.broken), now = new Set(run.broken);
  const name = b => h('li', null, h('span', {class: `level ${report.broken[b].level.toLowerCase()}`}, report.broken[b].text), ' ', h('small', null, report.broken[b].source));
  const fresh = run.broken.filter(b => !was.has(b)), fixed = run.was.broken.filter(b => !now.has(b));
  return [fresh.length > 0 && h('div', null, h('small', null, 'breaks now'), h('ul', null, fresh.map(name))),
    fixed.length > 0 && h('div', null, h('small', null, 'no longer breaks'), h('ul', null, fixed.map(name))),
    !fresh.length && !fixed.length && run.why && h('small', null, run.why)];
}

function changeTable(title, runs) {
  if (!runs.length) return null;
  return [h('h2', null, title, ' ', h('small', null, runs.length)), h('table', {class: 'changes'}, h('thead', null, h('tr', null,
    ['Client', 'Scenario', 'Was', 'Is', 'What changed'].map(t => h('th', {scope: 'col'}, t)))),
    h('tbody', null, runs.map(r => h('tr', null, h('td', null, h('a', {href: toClient(r.client)}, r.client.label)), h('th', {scope: 'row'}, h('a', {href: toRun(r)}, runId(r))),
      h('td', null, badge(r.was.verdict, r.scenario, r.was.known)), h('td', null, badge(r.verdict, r.scenario, r.known)), h('td', null, lost(r))))))];
}

function drawChanges() {
  const c = report.changes;
  if (!c) return missing('This report has no baseline: mustls report TRACE.jsonl --html FILE --baseline OTHER.jsonl compares two runs.');
  const worse = c.changed.filter(r => RANK[r.verdict] > RANK[r.was.verdict]);
  const better = c.changed.filter(r => RANK[r.verdict] < RANK[r.was.verdict]);
  const other = c.changed.filter(r => RANK[r.verdict] === RANK[r.was.verdict]);
  const base = c.runs[0] || {};
  const el = h('article', {class: 'page-changes'}, crumbs(h('a', {href: href('changes', [], {})}, 'Changes')), h('h1', null, 'Changes'),
    h('p', null, `Compared with the run${base.time ? ` of ${base.time}` : ''}${base.version ? ` by mustls ${base.version}` : ''}: ${plural(c.changed.length, 'run')} ended otherwise, `,
      `${c.same.toLocaleString('en')} the same, ${c.added.length} had no counterpart then, ${c.gone.length} have none now. `,
      h('a', {href: toMatrix({changed: '1'})}, 'Show them in the matrix')),
    !c.changed.length && h('p', {class: 'empty'}, 'Nothing changed.'),
    changeTable('Worse', worse), changeTable('Better', better), changeTable('Same verdict, other sentences', other),
    c.added.length > 0 && [h('h2', null, 'Only now ', h('small', null, c.added.length)), h('p', null, runLinks(c.added.slice(0, 200)), c.added.length > 200 && ` and ${c.added.length - 200} more`)],
    c.gone.length > 0 && [h('h2', null, 'Only then ', h('small', null, c.gone.length)), h('ul', {class: 'gone'}, c.gone.slice(0, 200).map(g => h('li', null,
      badge(g.verdict, null, g.known), ` ${g.client.join(' ')} ${g.name}${g.instance ? '@' + g.instance : ''}`)), c.gone.length > 200 && h('li', null, `and ${c.gone.length - 200} more`))]);
  return {title: 'Changes', el, up: toMatrix()};
}
