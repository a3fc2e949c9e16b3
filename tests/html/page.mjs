// node page.mjs CHROMIUM FOLDER: what a reader does with the report, in a real browser.
import fs from 'node:fs';
import path from 'node:path';
import {open} from './browser.mjs';

const [browserPath, work] = process.argv.slice(2);
const failures = [];
let looked = 0;

function is(what, got, want) {
  looked++;
  if (JSON.stringify(got) !== JSON.stringify(want)) failures.push(`${what}: ${JSON.stringify(got)}, expected ${JSON.stringify(want)}`);
}
const yes = (what, got) => is(what, !!got, true);

const b = await open(browserPath);
const text = selector => b.run(`(document.querySelector(${JSON.stringify(selector)}) || {innerText: ''}).innerText`);
const count = selector => b.run(`document.querySelectorAll(${JSON.stringify(selector)}).length`);
const go = async (hash, selector) => {
  await b.run(`location.hash = ${JSON.stringify(hash)}`);
  await b.until(`document.documentElement.dataset.at === location.hash && document.querySelector(${JSON.stringify(selector)})`, `${selector} at ${hash}`);
};
// The number of verdicts in a trace, counted without the tool.
const verdicts = name => fs.readFileSync(path.join(work, name), 'utf8').split('\n').filter(Boolean).map(l => JSON.parse(l)).filter(r => r.type === 'verdict');

try {
  const all = ['steady.jsonl', 'leaky.jsonl', 'evil.jsonl'].flatMap(verdicts);
  const scenarios = new Set(all.map(v => v.scenario));
  const failed = all.filter(v => v.verdict === 'FAIL');

  // --- the matrix ---
  await b.load(path.join(work, 'many.html'));
  is('rows', await count('.matrix .folder .row:not(.group)'), scenarios.size);
  is('clients', await count('.matrix .client'), 3);
  is('runs', await text('.facts dd'), all.length.toLocaleString('en'));
  is('FAIL chip', await text('.chip.fail span'), String(failed.length));
  is('title', await b.run('document.title'), 'Matrix · mustls report');
  is('no banner', await count('#incomplete'), 0);
  const security = new Set(failed.filter(v => v.tags.split(' ').includes('security') && v.subject === 'leaky').map(v => v.scenario));
  yes('there are security failures', security.size > 0);

  // --- small: what many runs share is there once ---
  const page = fs.statSync(path.join(work, 'none.html'), {throwIfNoEntry: false});
  is('no page without its baseline', page === undefined || page.size === 0, true);
  const bare = fs.statSync(path.join(work, 'empty.html')).size;
  const size = fs.statSync(path.join(work, 'many.html')).size - bare;
  yes(`${size} bytes for ${all.length} runs are few`, size < 40000 + all.length * 300);

  // --- filters, in the address ---
  await go('#/?q=injection', '.note a');
  is('search', await count('.matrix .folder .row:not(.group)'), [...scenarios].filter(s => s.startsWith('injection/') || all.find(v => v.scenario === s && `${v.title} ${v.tags}`.includes('injection'))).length);
  await go('#/?verdict=F', '.chip[aria-pressed="true"]');
  is('only FAIL', await count('.matrix .folder .row:not(.group)'), new Set(failed.map(v => v.scenario)).size);
  is('security cells', await count('.matrix .cell.security'), security.size);
  await go('#/?client=steady', '.note a');
  is('one client', await count('.matrix .client'), 1);
  await go('#/?verdict=F&client=steady', '.empty');
  await go('#/?tag=smoke', '.note a');
  is('tag', await count('.matrix .folder .row:not(.group)'), new Set(all.filter(v => v.tags.split(' ').includes('smoke')).map(v => v.scenario)).size);
  await b.run('(c => { c.focus(); c.click(); })([...document.querySelectorAll(".chip")].find(c => c.innerText.includes("fail")))');
  await b.until('location.hash.includes("verdict=F")', 'a chip to change the address');
  await b.until('document.documentElement.dataset.at === location.hash');
  is('the focus stays', await b.run('document.activeElement.innerText.includes("fail")'), true);
  yes('the tag stays', await b.run('location.hash.includes("tag=smoke")'));

  // --- keyboard ---
  await go('#/', '.matrix .cell');
  await b.key('/');
  is('/ searches', await b.run('document.activeElement.id'), 'search');
  await b.key('Enter');
  is('Enter leads to the matrix', await b.run('document.activeElement.classList.contains("cell")'), true);
  const first = await b.run('document.activeElement.getAttribute("aria-label")');
  await b.key('ArrowDown');
  const second = await b.run('document.activeElement.getAttribute("aria-label")');
  yes('arrow down moves', first !== second);
  await b.key('ArrowUp');
  is('arrow up comes back', await b.run('document.activeElement.getAttribute("aria-label")'), first);
  await b.key('ArrowRight');
  yes('arrow right moves', (await b.run('document.activeElement.getAttribute("aria-label")')) !== first);
  const at = await b.run('document.activeElement.getAttribute("aria-label")');
  await b.key('Enter');
  await b.until('document.querySelector(".page-run, .page-scenario")', 'Enter to open the cell');
  await b.key('Escape');
  await b.until('document.querySelector(".matrix")', 'Esc to lead back');
  await b.until('document.activeElement.classList.contains("cell")', 'the focus to come back');
  is('where it was', await b.run('document.activeElement.getAttribute("aria-label")'), at);
  await b.key('?');
  is('help', await count('#overlay.open .dialog'), 1);
  await b.key('Escape');
  is('help closes', await count('#overlay.open'), 0);
  await b.key('n');
  await b.until('document.querySelector(".page-run")', 'n to go to what is wrong');

  // --- one run ---
  await go('#/run/leaky/1.5/injection%2Fafter-220', '.page-run .dialogue');
  is('verdict', await text('h1 .badge'), 'FAIL');
  yes('security is dark', await count('h1 .badge.security'));
  const verdict = failed.find(v => v.subject === 'leaky' && v.scenario === 'injection/after-220');
  const broken = verdict.findings.filter(f => f.outcome === 'broken' && f.level !== 'MAY');
  is('findings', await count('.findings li'), broken.length);
  yes('the arrow', (await text('.caret.must')).includes('MUST NOT <early> in tls [RFC 3207 4.2]'));
  yes('under TLS', (await count('.line.tls')) > 2);
  yes('segments', (await count('.seg1')) > 0 && (await count('.seg3')) > 0);
  is('again', await b.run('[...document.querySelectorAll(".command")].find(c => c.innerText.startsWith("Again")).querySelector("code").innerText'),
    'mustls run injection/after-220 --seed 7 --seeded-fault keeps-plaintext');
  is('marked sentences', await count('.source li.must'), broken.filter(f => f.level === 'MUST').length);
  await b.run('document.querySelector(".dialogue .place[data-unit=\\"0\\"]").click()');
  const line = await b.run('document.querySelector(".dialogue .place[data-unit=\\"0\\"]").dataset.line');
  is('a line leads to the scenario', await b.run('document.querySelector(".source li.here").dataset.line'), line);
  is('and says the same', (await b.run('document.querySelector(".source li.here").innerText')).replace(/^S: /, '').trim(),
    (await b.run('document.querySelector(".dialogue .line.here .text").innerText')).trim());
  const before = await count('.dialogue .line');
  await b.run('document.querySelector(".all").click()');
  yes('all lines', (await count('.dialogue .line')) > before);

  // --- hostile bytes stay text ---
  const evil = all.find(v => v.subject !== 'leaky' && v.subject !== 'steady');
  await go(`#/run/${encodeURIComponent(evil.subject)}/${encodeURIComponent(evil.subject_version || '-')}/530%2Fto-mail`, '.page-run pre');
  const output = await text('.ending pre');
  yes('tags are text', output.includes('</script><script>document.documentElement.dataset.hacked = 1</script><!-- <img src=x onerror=alert(1)>'));
  yes('bytes are escaped', output.includes('\\x1b[31mred\\x1b[0m \\xff\\xfe \\xe2\\x80\\xa8 \\xe2\\x80\\xae'));
  yes('the command is text', (await text('.ending')).includes('</script><b>bold</b>'));
  is('nothing ran', await b.run('document.documentElement.dataset.hacked || ""'), '');
  is('no image', await count('img'), 0);

  // --- the other pages ---
  await go('#/scenario/injection%2Fafter-220', '.page-scenario');
  is('side by side', await count('.beside tbody tr'), 2);
  yes('MAY facts', (await text('.sentences')).includes('MAY <tls>'));
  yes('kept and broken', (await count('.o-broken')) > 0 && (await count('.o-kept')) > 0);
  await go('#/client/leaky/1.5', '.page-client');
  yes('its findings', (await text('.found')).includes('MUST NOT <early> in tls'));
  await go('#/client/leaky/1.5/report', '.page-bugs');
  is('bug report', await count('.bug'), failed.filter(v => v.subject === 'leaky').length);
  yes('with the rules in force', (await count('.bug pre.rules')) > 0);
  await go('#/standards/RFC%203207%204.2', '.page-standards');
  yes('the standards', (await count('.standard tr.tested')) > 20 && (await count('.standard tr.untested')) > 5);
  await go('#/nonsense/<b>', '.prose');
  await go('#/run/nobody/1/nothing', '.prose');

  // --- colours, print ---
  await go('#/', '.matrix .cell');
  const ground = () => b.run('getComputedStyle(document.body).backgroundColor');
  await b.tell('Emulation.setEmulatedMedia', {features: [{name: 'prefers-color-scheme', value: 'light'}]});
  const light = await ground();
  await b.tell('Emulation.setEmulatedMedia', {features: [{name: 'prefers-color-scheme', value: 'dark'}]});
  const dark = await ground();
  yes('dark', light !== dark);
  await b.key('t');
  is('a switch', await ground(), light);
  await b.run('dispatchEvent(new Event("beforeprint"))');
  is('print has every cell', await count('.matrix .folder .row:not(.group) > .cell'), 3 * scenarios.size);

  // --- two runs, and half a run ---
  await b.load(path.join(work, 'changed.html'), '#/changes');
  await b.until('document.querySelector(".page-changes")');
  const was = new Map(verdicts('clean.jsonl').map(v => [`${v.scenario}@${v.instance}`, v]));
  const key = v => v.findings.filter(f => f.outcome === 'broken' && f.level !== 'MAY').map(f => f.sentence).sort().join();
  const other = verdicts('faulty.jsonl').filter(v => was.has(`${v.scenario}@${v.instance}`) && v.subject === was.get(`${v.scenario}@${v.instance}`).subject)
    .filter(v => { const w = was.get(`${v.scenario}@${v.instance}`); return w.verdict !== v.verdict || key(w) !== key(v); });
  yes('something changed', other.length > 0);
  is('changes', await count('.changes tbody tr'), other.length);
  await go('#/?changed=1', '.note a');
  is('changed only', await count('.matrix .folder .row:not(.group)'), new Set(other.map(v => v.scenario)).size);
  await b.load(path.join(work, 'killed.html'));
  is('incomplete', await count('#incomplete'), 1);

  is('console', b.troubles, []);
} catch (error) {
  failures.push(error.stack);
}
await b.close();
for (const f of failures) console.log(`not ok: ${f}`);
console.log(`${looked} looked at, ${failures.length} wrong`);
process.exit(failures.length ? 1 : 0);
