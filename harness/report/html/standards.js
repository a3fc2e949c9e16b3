// By source: what the standards ask, which scenario tests it, and how the clients of this report did.
function standing(names) {
  const runs = names.map(n => report.byName.get(n)).filter(Boolean).flatMap(s => s.runs);
  return runs.length ? bar(countRuns(runs)) : null;
}

function scenarioLinks(names) {
  const link = n => report.byName.has(n) ? h('a', {href: toScenario(report.byName.get(n)), class: `mini ${tone(worst(report.byName.get(n).runs).verdict, report.byName.get(n))}`}, n) :
    h('span', {class: 'mini none', title: 'not run in this report'}, n);
  return names.map(n => [link(n), ' ']);
}

function sentenceRow(e) {
  return h('tr', {id: `s-${e.id}`, class: e.tested ? 'tested' : e.reason === 'not testable' ? 'untested' : 'aside'},
    h('td', {class: 'lv'}, h('span', {class: 'word'}, e.level)), h('td', null, e.text),
    h('td', {class: 'where'}, e.tested && scenarioLinks(e.scenarios),
      e.reason && e.reason !== 'none' && h('div', {class: 'reason'}, h('b', null, e.reason), ' ', e.why)),
    h('td', {class: 'standing'}, e.tested && standing(e.scenarios)));
}

function countSentences(list) {
  const tested = list.filter(e => e.tested).length;
  return `${tested} of ${list.length} tested`;
}

function rfcSection(rfc, entries) {
  const sections = new Map();
  for (const e of entries) {
    if (!sections.has(e.section)) sections.set(e.section, []);
    sections.get(e.section).push(e);
  }
  return h('section', null, h('h2', {id: `rfc-${rfc}`}, `RFC ${rfc} `, h('small', null, countSentences(entries))),
    [...sections].map(([number, list]) => [h('h3', {id: `at-RFC ${rfc} ${number}`}, `Section ${number} `, h('small', null, countSentences(list))),
      h('table', {class: 'standard'}, h('thead', {class: 'unseen'}, h('tr', null, ['Level', 'Sentence', 'Tested by', 'Here'].map(t => h('th', {scope: 'col'}, t)))),
        h('tbody', null, list.map(sentenceRow)))]));
}

function citedOnly() {
  const cited = new Map();
  for (const s of report.ordered)
    for (const source of s.sources) {
      if (!cited.has(source)) cited.set(source, []);
      cited.get(source).push(s.name);
    }
  return [...cited].sort((a, b) => collator(a[0], b[0]));
}

function citedTable(list) {
  return h('table', {class: 'standard cited'}, h('tbody', null, list.map(([source, names]) => h('tr', {id: `at-${source}`},
    h('th', {scope: 'row'}, source), h('td', {class: 'where'}, scenarioLinks(names)), h('td', {class: 'standing'}, standing(names))))));
}

async function drawStandards([at]) {
  let register = null;
  try {
    await loaded;
    register = byId('part-standards') ? await part('standards') : null;
  } catch (e) { register = null; }
  const el = h('article', {class: 'page-standards'}, crumbs(h('a', {href: href('standards', [], {})}, 'Standards')), h('h1', null, 'By source'));
  let rest = citedOnly();
  if (register) {
    const t = register.totals, rfcs = new Map();
    for (const e of register.sentences) {
      if (!rfcs.has(e.rfc)) rfcs.set(e.rfc, []);
      rfcs.get(e.rfc).push(e);
    }
    const has = new Set(register.sentences.map(e => `RFC ${e.rfc} ${e.section}`));
    rest = rest.filter(([source]) => !has.has(source));
    append(el, [h('p', null, `What the standards ask of a client, sentence by sentence in our own words. Of ${t.sentences} sentences ${t.tested} are tested, `,
      `${t.elsewhere} are tested elsewhere, ${t.not_testable} can’t be shown by any run, ${t.out_of_scope} are out of scope; each says why. `,
      'The bar at the right is how this report’s runs ended.'),
      h('p', {class: 'toc'}, [...rfcs].map(([rfc, list]) => [h('a', {href: href('standards', [`RFC ${rfc}`], {})}, `RFC ${rfc}`), ` ${countSentences(list)}   `])),
      [...rfcs].map(([rfc, list]) => rfcSection(rfc, list))]);
  } else {
    append(el, [h('p', null, 'The register of the standards was not at hand when this page was made (', h('code', null, '--scenarios DIR'), ' names the folder that has standards.txt). ',
      'These are the sources that the scenarios cite.')]);
  }
  if (rest.length) append(el, [h('h2', null, register ? 'Other sources' : 'Sources'), citedTable(rest)]);
  const goal = at && (el.querySelector(`[id="${CSS.escape(`at-${at}`)}"]`) || el.querySelector(`#${CSS.escape(`rfc-${at.replace(/^RFC /, '')}`)}`));
  return {title: 'By source', el, up: toMatrix(), after: goal && (() => { goal.scrollIntoView(); goal.classList.add('here'); })};
}
