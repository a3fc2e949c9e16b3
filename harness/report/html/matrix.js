// The first page: clients against scenarios. Rows are filled when they come near the screen.
const FEW_CLIENTS = 8, ROWS_AT_ONCE = 40;
const opened = new Set(); // scenarios whose instances have rows of their own
let grid = null;          // {el, rows: [{el, fill, scenario}], row, col} of the matrix on the screen

function bar(counts) {
  const total = counts.reduce((a, b) => a + b, 0);
  const el = h('span', {class: 'bar', 'aria-hidden': 'true'});
  for (const v of [FAIL, ERROR, INCONCLUSIVE, WARN, PASS, SKIP]) {
    if (!counts[v]) continue;
    const piece = h('i', {class: tone(v)});
    piece.style.flexGrow = counts[v] / total;
    el.append(piece);
  }
  return el;
}

function countsText(counts) {
  return VERDICTS.map((name, v) => counts[v] && `${counts[v]} ${name}`).filter(Boolean).join(', ');
}

function countRuns(runs) {
  const counts = [0, 0, 0, 0, 0, 0];
  for (const r of runs) counts[r.verdict]++;
  return counts;
}

function cellOf(client, scenario, runs, wide) {
  if (!runs) {
    return h('span', {class: 'cell none', role: 'gridcell', tabindex: '-1',
      'aria-label': `${client.label}, ${scenario.name}: not run, or filtered out`}, wide ? '' : '·');
  }
  const w = worst(runs), counts = countRuns(runs);
  const label = `${client.label}, ${scenario.name}: ${runs.length > 1 ? countsText(counts) : VERDICTS[w.verdict]}${w.known ? ', known' : ''}`;
  const mixed = runs.length > 1 && counts[w.verdict] < runs.length;
  const el = h('a', {class: `cell ${tone(w.verdict, scenario)}${w.known ? ' known' : ''}${w.was ? ' changed' : ''}`, role: 'gridcell',
    tabindex: '-1', href: runs.length > 1 && !mixed && w.verdict === PASS ? toScenario(scenario) : toRun(w), 'aria-label': label, title: label},
    LETTERS[w.verdict]);
  if (wide && runs.length > 1) el.append(h('small', null, mixed ? `${counts[w.verdict]} of ${runs.length}` : runs.length));
  if (!wide && mixed) el.append(h('i', {class: 'corner', 'aria-hidden': 'true'}));
  if (w.flags & MAY_SEEN && w.verdict === PASS) el.append(h('i', {class: 'dot', 'aria-hidden': 'true'}));
  return el;
}

function instanceRows(row, clients, wide) {
  const s = row.scenario, byInstance = new Map();
  for (const [client, runs] of row.cells)
    for (const r of runs) {
      if (!byInstance.has(r.instance)) byInstance.set(r.instance, new Map());
      const cells = byInstance.get(r.instance);
      cells.set(client, [...(cells.get(client) || []), r]);
    }
  return [...byInstance].sort((a, b) => a[0] - b[0]).map(([n, cells]) => gridRow(
    h('div', {class: 'name sub', role: 'rowheader'},
      h('a', {href: toScenario(s, n)}, `@${n}`), ' ', h('small', null, s.values.get(n) || '')),
    s, cells, clients, wide, 'row sub'));
}

function gridRow(head, scenario, cells, clients, wide, cls) {
  const all = [...cells.values()].flat(), counts = countRuns(all);
  const el = h('div', {class: cls, role: 'row'}, head);
  return {el, scenario, filled: false, fill() {
    if (this.filled) return;
    this.filled = true;
    el.append(...clients.map(c => cellOf(c, scenario, cells.get(c.i), wide)));
    const bad = counts[FAIL] + counts[ERROR] + counts[INCONCLUSIVE];
    el.append(h('span', {class: 'sum', role: 'gridcell', title: countsText(counts)}, bar(counts),
      h('span', {class: bad ? 'bad' : 'dim'}, bad || (counts[WARN] ? `${counts[WARN]}w` : '✓'))));
  }};
}

function toggleRow(row, state) {
  const {clients, wide, watch} = state;
  const at = grid.rows.indexOf(row);
  const button = row.el.querySelector('.more');
  if (row.subs) {
    row.subs.forEach(r => r.el.remove());
    grid.rows.splice(at + 1, row.subs.length);
    row.subs = null;
    opened.delete(row.scenario.name);
  } else {
    row.subs = instanceRows(row, clients, wide);
    row.el.after(...row.subs.map(r => r.el));
    grid.rows.splice(at + 1, 0, ...row.subs);
    row.subs.forEach(watch);
    opened.add(row.scenario.name);
  }
  button.setAttribute('aria-expanded', String(!!row.subs));
}

function scenarioRow(entry, state) {
  const s = entry.scenario;
  const many = new Set([...entry.cells.values()].flat().map(r => r.instance)).size;
  let row = null;
  const more = many > 1 ? h('button', {class: 'more', type: 'button', 'aria-expanded': 'false', tabindex: '-1',
    'aria-label': `${s.name}: ${many} instances`, onclick: () => toggleRow(row, state)}, h('small', null, many)) :
    h('span', {class: 'more'});
  const head = h('div', {class: 'name', role: 'rowheader', title: `${s.title}${s.tags.length ? '\n' + s.tags.join(' ') : ''}`},
    more, h('a', {href: toScenario(s)}, s.short), h('span', {class: 'title'}, s.title));
  row = gridRow(head, s, entry.cells, state.clients, state.wide, 'row');
  row.cells = entry.cells;
  return row;
}

function headRow(clients, wide) {
  const cells = clients.map(c => {
    const bad = c.counts[FAIL] - c.known + c.counts[ERROR] + c.counts[INCONCLUSIVE];
    return h('div', {class: 'client', role: 'columnheader', title: `${c.label}: ${countsText(c.counts)}`},
      h('a', {href: toClient(c), tabindex: '-1'}, h('b', null, c.name), ' ', h('span', null, c.version)),
      wide && bar(c.counts), h('span', {class: bad ? 'bad' : 'dim'}, bad || '✓'));
  });
  return h('div', {class: 'row head', role: 'row'}, h('div', {class: 'name', role: 'columnheader'}, 'Scenario'), cells,
    h('div', {class: 'sum', role: 'columnheader'}, h('span', null, 'All')));
}

function drawGrid(filters) {
  const {clients, folders} = filtered(filters);
  const wide = clients.length <= FEW_CLIENTS;
  const el = h('div', {class: `matrix ${wide ? 'wide' : 'narrow'}`, role: 'grid', 'aria-label': 'Clients and scenarios'});
  el.style.setProperty('--clients', clients.length);
  const rows = [];
  const observer = new IntersectionObserver(seen => {
    for (const e of seen) {
      if (!e.isIntersecting) continue;
      observer.unobserve(e.target);
      e.target.row.fill();
    }
  }, {rootMargin: '800px 0px'});
  const watch = row => { row.el.row = row; observer.observe(row.el); };
  const state = {clients, wide, watch};
  el.append(headRow(clients, wide));
  for (const folder of folders) {
    const part = h('div', {class: 'folder', role: 'rowgroup'},
      h('div', {class: 'row group', role: 'row'}, h('div', {class: 'name', role: 'rowheader'},
        h('b', null, folder.name || 'scenarios'), h('small', null, folder.rows.length))));
    for (const entry of folder.rows) {
      const row = scenarioRow(entry, state);
      rows.push(row);
      part.append(row.el);
    }
    el.append(part);
  }
  grid = {el, rows, row: 0, col: 0, clients};
  rows.slice(0, ROWS_AT_ONCE).forEach(r => r.fill());
  rows.forEach(watch);
  for (const row of [...rows]) if (opened.has(row.scenario.name) && row.el.querySelector('button.more')) toggleRow(row, state);
  el.addEventListener('keydown', gridKey);
  el.addEventListener('focusin', noteFocus);
  if (rows.length) rows[0].el.children[1].tabIndex = 0;
  else el.append(h('p', {class: 'empty'}, 'Nothing is left by these filters. ', h('a', {href: toMatrix({})}, 'Show all')));
  const shown = rows.length, all = report.scenarios.length;
  return {el, shown, all};
}

function noteFocus(e) {
  const cell = e.target.closest('.cell');
  const row = cell && grid.rows.findIndex(r => r.el === cell.parentNode);
  if (row === null || row < 0) return;
  const old = grid.el.querySelector('.cell[tabindex="0"]');
  if (old) old.tabIndex = -1;
  cell.tabIndex = 0;
  grid.row = row;
  grid.col = [...cell.parentNode.children].indexOf(cell) - 1;
}

function focusCell(row, col) {
  row = Math.max(0, Math.min(grid.rows.length - 1, row));
  col = Math.max(0, Math.min(grid.clients.length - 1, col));
  if (!grid.rows[row]) return;
  grid.rows[row].fill();
  const cell = grid.rows[row].el.children[col + 1];
  cell.focus({preventScroll: true});
  cell.scrollIntoView({block: 'nearest', inline: 'nearest'});
}

function gridKey(e) {
  if (!e.target.closest('.cell') || e.ctrlKey || e.altKey || e.metaKey) return;
  const page = 15, {row, col} = grid;
  const moves = {ArrowDown: [row + 1, col], ArrowUp: [row - 1, col], ArrowRight: [row, col + 1], ArrowLeft: [row, col - 1],
    PageDown: [row + page, col], PageUp: [row - page, col], Home: [row, 0], End: [row, Infinity]};
  const r = grid.rows[row];
  if (moves[e.key]) focusCell(...moves[e.key]);
  else if (e.key === 'e' && r.el.querySelector('button.more')) r.el.querySelector('button.more').click();
  else return;
  e.preventDefault();
}

function setFilter(key, value) {
  const filters = {...route.filters};
  if (value) filters[key] = value;
  else delete filters[key];
  location.hash = toMatrix(filters);
}

function verdictChips(filters) {
  const on = wantedVerdicts(filters) || new Set();
  const chip = (letter, name, count, cls, help) => count ? h('button', {type: 'button', class: `chip ${cls}`, title: help,
    'aria-pressed': String(on.has(letter)), onclick: () => {
      const next = new Set(on);
      if (!next.delete(letter)) next.add(letter);
      setFilter('verdict', [...next].join(''));
    }}, h('b', null, letter), ` ${name} `, h('span', null, count.toLocaleString('en'))) : null;
  return h('div', {class: 'chips', role: 'group', 'aria-label': 'Verdicts'},
    [FAIL, ERROR, INCONCLUSIVE, WARN, PASS, SKIP].map(v => chip(LETTERS[v], VERDICTS[v].toLowerCase(), report.counts[v], tone(v), VERDICT_HELP[v])),
    chip('K', 'known', report.known, 'fail known', 'failures that the list of known failures names'));
}

function picker(label, value, options, change) {
  return h('label', {class: 'pick'}, h('span', null, label), h('select', {onchange: e => change(e.target.value)},
    options.map(([v, text]) => h('option', {value: v, selected: v === value}, text))));
}

function filterBar(filters) {
  let timer = 0;
  const search = h('input', {type: 'search', id: 'search', placeholder: 'Search scenarios, tags, sources', value: filters.q || '',
    'aria-label': 'Search', oninput: e => {
      clearTimeout(timer);
      timer = setTimeout(() => setFilter('q', e.target.value.trim()), 150);
    }});
  const names = [...new Set(report.clients.map(c => c.name))];
  return h('div', {class: 'filters'}, search,
    picker('Tag', filters.tag || '', [['', 'any'], ...report.tags.map(t => [t, t])], v => setFilter('tag', v)),
    names.length > 1 && picker('Client', filters.client || '',
      [['', 'all'], ...(filters.client && !names.includes(filters.client) ? [[filters.client, filters.client]] : []), ...names.map(n => [n, n])],
      v => setFilter('client', v)),
    verdictChips(filters),
    report.changes && h('button', {type: 'button', class: 'chip', 'aria-pressed': String(!!filters.changed),
      onclick: () => setFilter('changed', filters.changed ? '' : '1')}, 'changed only'),
    h('button', {type: 'button', class: 'chip', 'aria-pressed': String(!!filters.may), title: 'runs in which the client did what a MAY sentence speaks of',
      onclick: () => setFilter('may', filters.may ? '' : '1')}, 'MAY seen'));
}

function drawMatrix() {
  const {filters} = route;
  const {el, shown, all} = drawGrid(filters);
  const filtering = Object.keys(filters).length > 0;
  const note = h('p', {class: 'note'}, filtering ? `${shown} of ${plural(all, 'scenario')} ` : `${plural(all, 'scenario')}, ${plural(report.clients.length, 'client')} `,
    filtering && h('a', {href: toMatrix({})}, 'Show all'),
    h('span', {class: 'keys'}, 'arrows move, Enter opens, / searches, ? helps'));
  return {title: 'Matrix', el: h('div', {class: 'page-matrix'}, facts(), filterBar(filters), note, el)};
}

// What there is to know of the whole run.
function facts() {
  const seeds = [...new Set(report.runs.map(r => r.seed))];
  const item = (name, value) => value && h('div', null, h('dt', null, name), h('dd', null, value));
  const one = (get) => [...new Set(report.runs.map(get).filter(Boolean))].join(', ');
  const times = report.runs.map(r => r.time).filter(Boolean).sort();
  const shown = t => t.replace('T', ' ').replace('Z', ' UTC');
  return h('dl', {class: 'facts'},
    item('Runs', report.counts.reduce((a, b) => a + b, 0).toLocaleString('en')),
    item('Date', times.length > 1 ? `${shown(times[0])} and later` : times.length && shown(times[0])),
    item('Took', report.ms ? duration(report.ms) : null),
    item('mustls', one(r => r.version)), item('TLS', one(r => r.tls)), item('System', one(r => r.host)),
    item('World', one(r => r.world)),
    item(seeds.length > 1 ? 'Seeds' : 'Seed', seeds.slice(0, 4).join(', ') + (seeds.length > 4 ? `, ${seeds.length - 4} more` : '')),
    item('Scenario texts', h('span', {title: 'a sum over the texts of the scenarios that ran: equal sums, equal scenarios'}, report.corpus.slice(0, 8))));
}
