// A run's dialogue: rows, our segments, what went through TLS, and the arrows. And the scenario's text beside it.
function decodeRows(page, record) {
  const flat = page.dialogues[record.dialogue] || [], rows = [];
  let ms = 0;
  for (let i = 0, n = 0; i < flat.length; i += 3, n++) {
    ms += record.times[n];
    const bits = flat[i], place = flat[i + 2];
    rows.push({kind: bits & ROW_KIND, tls: (bits & ROW_IN_TLS) !== 0, bracket: (bits & ROW_BRACKET) >> 5, folded: (bits & ROW_FOLDED) !== 0,
      side: bits & ROW_SERVER ? 'S' : 'C', tool: (bits & ROW_TOOL) !== 0, text: page.strings[flat[i + 1]], ms,
      unit: place ? Math.floor(place / UNIT_BITS) : 0, line: place % UNIT_BITS, carets: []});
  }
  const end = [];
  for (let i = 0; i < (record.carets || []).length; i += 3) {
    const [row, sentence, text] = record.carets.slice(i, i + 3);
    (row < 0 || !rows[row] ? end : rows[row].carets).push({sentence, text: page.strings[text]});
  }
  return {rows, end};
}

function placeLink(units, unit, line) {
  if (!line || !units[unit]) return null;
  const name = unit ? units[unit].name : '';
  return h('button', {type: 'button', class: 'place', dataset: {unit, line}, title: `${units[unit].path}:${line}`}, `${name}:${line}`);
}

function caretRows(carets, sentences, width, tls) {
  return carets.map((c, n) => {
    const level = (sentences[c.sentence] || ['MUST'])[0];
    return h('div', {class: `caret ${level.toLowerCase()}${tls ? ' tls' : ''}`},
      h('span', {class: 'mark', 'aria-hidden': 'true'}, (n ? ' ' : '^').repeat(Math.max(1, Math.min(width, 60)))), h('span', null, c.text));
  });
}

const RULERS = {[ROW.TLS]: 'up', [ROW.FAIL]: 'down', [ROW.SCRIPT]: 'script', [ROW.CONN]: 'conn'};

function rowElement(row, units, showTime) {
  if (row.kind === ROW.OMITTED)
    return h('div', {class: 'line omitted'}, h('span', {class: 'text'}, `… ${plural(Number(row.text), 'more line')}, in the trace file`));
  if (RULERS[row.kind]) {
    const text = row.kind === ROW.CONN ? `connection ${row.text}` : row.text;
    return h('div', {class: `ruler ${RULERS[row.kind]}`}, h('span', {class: 'ms'}, row.kind === ROW.CONN ? 'ms' : row.ms), h('span', null, text));
  }
  const cls = `line ${row.tool ? 'tool' : 'subject'}${row.tls ? ' tls' : ''}${row.kind === ROW.FACT ? ' fact' : ''}` +
    `${row.carets.length ? ' hit' : ''}${row.bracket ? ' seg seg' + row.bracket : ''}`;
  return h('div', {class: cls, dataset: row.line ? {unit: row.unit, line: row.line} : {}},
    h('span', {class: 'ms'}, showTime ? row.ms : ''),
    h('span', {class: 'side'}, row.kind === ROW.DATA ? '' : row.side + ':'),
    h('span', {class: 'text'}, row.text),
    h('span', {class: 'bracket', title: row.bracket ? 'these lines left in one segment' : null}),
    placeLink(units, row.unit, row.line));
}

function unfold(button, els) {
  button.replaceWith(...els);
}

// Folded rows hide behind a button that says how many they are.
function dialogueElement(decoded, units, sentences, all) {
  const el = h('div', {class: 'dialogue', role: 'region', 'aria-label': 'Dialogue', tabindex: '0'});
  let hidden = [], last = -1;
  const flush = () => {
    if (!hidden.length) return;
    const els = hidden;
    const n = els.filter(e => e.classList.contains('line')).length;
    if (n < 3) el.append(...els);
    else {
      const button = h('button', {type: 'button', class: 'fold', onclick: () => unfold(button, els)}, `+ ${plural(n, 'more line')}`);
      el.append(button);
    }
    hidden = [];
  };
  for (const row of decoded.rows) {
    const made = [rowElement(row, units, row.ms !== last || !row.tool), ...caretRows(row.carets, sentences, row.text.length, row.tls)];
    if (row.kind !== ROW.CONN) last = row.ms;
    if (row.folded && !all && !row.carets.length) hidden.push(...made);
    else {
      flush();
      el.append(...made);
    }
  }
  flush();
  if (!decoded.rows.length) el.append(h('p', {class: 'dim'}, 'There is no dialogue: nothing was played.'));
  return el;
}

// The scenario as text, one tab for each file, the lines of the broken sentences marked.
function sourceElement(units, marks) {
  const panes = units.map((u, unit) => h('ol', {class: 'source', hidden: unit > 0},
    u.text.replace(/\n$/, '').split('\n').map((text, i) => {
      const level = marks.get(`${unit}:${i + 1}`);
      return h('li', {dataset: {unit, line: i + 1}, class: [level, text.startsWith('#') && 'comment', /^\[/.test(text) && 'phase'].filter(Boolean).join(' ')},
        h('code', null, text || ' '));
    })));
  const tabs = units.map((u, unit) => h('button', {type: 'button', role: 'tab', 'aria-selected': String(unit === 0),
    onclick: () => showPane(tabs, panes, unit)}, u.name));
  const el = h('section', {class: 'scenario-text', 'aria-label': 'The scenario'}, h('div', {class: 'tabs', role: 'tablist'}, tabs), panes);
  el.showLine = (unit, line) => {
    showPane(tabs, panes, unit);
    for (const li of el.querySelectorAll('li.here')) li.classList.remove('here');
    const li = panes[unit] && panes[unit].children[line - 1];
    if (!li) return;
    li.classList.add('here');
    li.scrollIntoView({block: 'nearest'});
  };
  return el;
}

function showPane(tabs, panes, unit) {
  tabs.forEach((t, i) => t.setAttribute('aria-selected', String(i === unit)));
  panes.forEach((p, i) => { p.hidden = i !== unit; });
}

// Our lines lead to the scenario's, and the scenario's to ours.
function linkLines(page, source) {
  page.addEventListener('click', e => {
    const place = e.target.closest('.place, li[data-line]');
    if (!place) return;
    const {unit, line} = place.dataset;
    source.showLine(Number(unit), Number(line));
    let first = null;
    for (const el of page.querySelectorAll('.dialogue .line')) {
      const same = el.dataset.unit === unit && el.dataset.line === line;
      el.classList.toggle('here', same);
      if (same && !first) first = el;
    }
    if (place.tagName === 'LI' && first) first.scrollIntoView({block: 'nearest'});
  });
}

// "EHLO, STARTTLS, <tls>, EHLO, MAIL": what a client did, in a line.
function verbs(decoded) {
  const words = [];
  for (const row of decoded.rows) {
    if (row.kind === ROW.TLS) words.push('<tls>');
    else if (row.kind === ROW.FAIL) words.push('<no tls>');
    else if (row.kind === ROW.CONN && Number(row.text) > 1) words.push(`| ${row.text}:`);
    else if (!row.tool && row.kind === ROW.FACT) words.push((row.text.match(/^<[^>]*>/) || ['?'])[0]);
    else if (!row.tool && row.kind === ROW.LINE) words.push((row.text.match(/^(<data>|[A-Za-z]{1,8}(?= |$|\\))/) || ['(text)'])[0]);
  }
  return words;
}
