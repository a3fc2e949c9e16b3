// node many.mjs CHROMIUM PAGE: size, and the time from opening to the matrix, five times.
import fs from 'node:fs';
import {open} from './browser.mjs';

const [browser, page] = process.argv.slice(2);
const times = [];
for (let i = 0; i < 5; i++) {
  const b = await open(browser);
  await b.load(page);
  times.push(Number(await b.run('document.documentElement.dataset.ready')));
  await b.close();
}
console.log(`${(fs.statSync(page).size / 1e6).toFixed(1)} MB; matrix after ${times.sort((a, b) => a - b).join(', ')} ms`);
