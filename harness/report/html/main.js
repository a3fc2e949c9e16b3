// Header, keys, theme; and the way from the address to a page.
const PAGES = {matrix: drawMatrix, run: drawRun, scenario: drawScenario, client: drawClient, standards: drawStandards, changes: drawChanges};
let up = null; // where Esc leads
let gridFocus = null, drawn = 0;

function store(key, value) {
  try {
    if (value === undefined) return localStorage.getItem(key);
    localStorage.setItem(key, value);
  } catch (e) { /* a page from disk may have no storage */ }
  return null;
}

const THEMES = ['auto', 'light', 'dark'];
let theme = 'auto';
function setTheme(next) {
  theme = THEMES.includes(next) ? next : 'auto';
  document.documentElement.dataset.theme = theme;
  store('mustls-theme', theme);
  const button = byId('theme');
  if (button) button.textContent = {auto: 'Auto', light: 'Light', dark: 'Dark'}[theme];
}

function drawHeader() {
  const link = (page, text) => h('a', {href: page === 'matrix' ? toMatrix() : href(page, [], route.filters), 'aria-current': route.page === page ? 'page' : null}, text);
  replace(byId('top'), h('a', {class: 'brand', href: toMatrix({})}, 'mustls'), h('nav', {'aria-label': 'Pages'}, link('matrix', 'Matrix'), link('standards', 'Standards'),
    report.changes && link('changes', `Changes ${report.changes.changed.length}`)),
    h('span', {class: 'room'}), h('button', {type: 'button', id: 'theme', title: 'Colours: as the system has them, light, dark',
      onclick: () => setTheme(THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length])}), h('button', {type: 'button', id: 'help', 'aria-label': 'Help', onclick: showHelp}, '?'));
  setTheme(theme);
  if (!report.complete) byId('top').after(h('p', {class: 'notice', id: 'incomplete', role: 'alert'}, h('b', null, 'Incomplete'), ' The run was interrupted: what is not here was not run.'));
}

const KEYS = [['← ↑ → ↓', 'move in the matrix'], ['Enter', 'open the cell'], ['e', 'show or hide a scenario’s instances'], ['Esc', 'back, or close'], ['/', 'search'],
  ['n  p', 'next and previous run to look at'], ['m  s  c', 'matrix, standards, changes'], ['t', 'colours'], ['?', 'this help']];

function legend() {
  const one = (cls, letter, text) => h('li', null, h('span', {class: `cell ${cls}`}, letter), text);
  return h('ul', {class: 'legend'}, one('security', 'F', 'FAIL where security is at stake (tag security)'), one('fail', 'F', 'FAIL: a MUST was broken'), one('fail known', 'F', 'FAIL that the list of known failures names'),
    one('warn', 'W', 'WARN: a SHOULD was broken'), one('unknown', 'I', 'INCONCLUSIVE: nothing is known'), one('error', 'E', 'ERROR: the tool’s own trouble'),
    one('skip', 'S', 'SKIP: the client can’t do what is asked'), one('pass', 'P', 'PASS; a blue dot: it did what a MAY allows'));
}

let before = null;
function showHelp() {
  before = document.activeElement;
  const close = h('button', {type: 'button', class: 'button', onclick: hideHelp}, 'Close');
  replace(byId('overlay'), h('div', {class: 'dialog', role: 'dialog', 'aria-modal': 'true', 'aria-label': 'Help'}, h('h2', null, 'Keys'),
    h('dl', {class: 'keylist'}, KEYS.map(([k, text]) => [h('dt', null, k), h('dd', null, text)])), h('h2', null, 'Cells'), legend(),
    h('p', {class: 'dim'}, 'A cell stands for all runs of a scenario and shows the worst; the corner marks that others ended better. The address of each view can be shared.'), close));
  byId('overlay').classList.add('open');
  close.focus();
}

function hideHelp() {
  byId('overlay').classList.remove('open');
  replace(byId('overlay'));
  if (before) before.focus();
}

function escape(e) {
  if (byId('overlay').classList.contains('open')) return hideHelp();
  if (e.target.matches('input') && e.target.value) {
    e.target.value = '';
    return setFilter('q', '');
  }
  if (up) location.hash = up;
  return undefined;
}

document.addEventListener('keydown', e => {
  if (e.ctrlKey || e.altKey || e.metaKey) return;
  if (e.key === 'Escape') return escape(e);
  if (byId('overlay').classList.contains('open')) return e.key === 'Tab' && e.preventDefault();
  if (e.target.matches('input, select, textarea')) {
    if (e.key === 'Enter' || e.key === 'ArrowDown') {
      if (!grid || e.target.id !== 'search') return undefined;
      e.preventDefault();
      focusCell(0, 0);
    }
    return undefined;
  }
  const go = {m: toMatrix(), s: href('standards', [], route.filters), c: report.changes && href('changes', [], route.filters)}[e.key];
  if (go) location.hash = go;
  else if (e.key === '/') {
    if (route.page !== 'matrix') location.hash = toMatrix();
    setTimeout(() => byId('search') && byId('search').focus(), 50);
  } else if (e.key === '?') showHelp();
  else if (e.key === 't') byId('theme').click();
  else if (e.key === 'n' || e.key === 'p') turnTo(e.key === 'n' ? 1 : -1);
  else return undefined;
  e.preventDefault();
  return undefined;
});

function turnTo(step) {
  const run = route.page === 'run' ? runFrom(route.args) : null;
  const next = neighbour(run, step);
  if (next) location.hash = toRun(next);
  else say('There is nothing to look at.');
}

function failed(error) {
  replace(byId('main'), h('div', {class: 'notice', role: 'alert'}, h('b', null, 'This page can’t be shown. '), error.message));
}

async function show() {
  const mine = ++drawn;
  if (byId('overlay').classList.contains('open')) hideHelp();
  const searching = document.activeElement && document.activeElement.id === 'search' && document.activeElement.value;
  const controls = () => [...document.querySelectorAll('.filters button, .filters select')];
  const control = controls().indexOf(document.activeElement); // a filter that was just changed keeps the focus
  if (grid && route.page === 'matrix') gridFocus = {row: grid.row, col: grid.col, hash: toMatrix(), y: scrollY};
  route = parseRoute(location.hash);
  const page = await (PAGES[route.page] || (() => missing(`There is no page ${route.page}.`)))(route.args);
  if (mine !== drawn) return;
  up = page.up;
  if (route.page !== 'matrix') grid = null;
  const caret = searching && byId('search').selectionStart;
  replace(byId('main'), page.el);
  document.body.className = `on-${route.page}`;
  document.title = `${page.title} · mustls report`;
  for (const a of byId('top').querySelectorAll('nav a')) a.removeAttribute('aria-current');
  drawHeaderCurrent();
  const back = grid && gridFocus && gridFocus.hash === toMatrix();
  if (searching && byId('search')) {
    const input = byId('search');
    input.value = searching;
    input.focus();
    input.setSelectionRange(caret, caret);
  } else if (control >= 0 && controls()[control]) {
    controls()[control].focus();
  } else if (back && mine > 1) {
    scrollTo(0, gridFocus.y);
    focusCell(gridFocus.row, gridFocus.col);
  } else {
    scrollTo(0, 0);
    if (mine > 1) byId('main').focus({preventScroll: true});
  }
  if (page.after) page.after();
  document.documentElement.dataset.at = location.hash; // drawn; for those who wait for it
  if (mine > 1) say(page.title);
}

function drawHeaderCurrent() {
  const current = {matrix: 0, standards: 1, changes: 2}[route.page];
  const links = byId('top').querySelectorAll('nav a');
  if (current !== undefined && links[current]) links[current].setAttribute('aria-current', 'page');
  links.forEach((a, i) => { a.href = i === 0 ? toMatrix() : href(['matrix', 'standards', 'changes'][i], [], route.filters); });
}

addEventListener('hashchange', () => show().catch(failed));
addEventListener('beforeprint', () => {
  if (grid) grid.rows.forEach(r => r.fill());
  for (const d of document.querySelectorAll('details')) d.open = true;
});
byId('skip').addEventListener('click', e => { e.preventDefault(); byId('main').focus(); });
addEventListener('error', e => { document.documentElement.dataset.error = e.message; });
addEventListener('unhandledrejection', e => { document.documentElement.dataset.error = String(e.reason); });

async function start() {
  setTheme(store('mustls-theme') || 'auto');
  readIndex(await unpack('index'));
  route = parseRoute(location.hash);
  drawHeader();
  await show();
  performance.mark('mustls-drawn');
  document.documentElement.dataset.ready = String(Math.round(performance.now()));
}
start().catch(failed);
