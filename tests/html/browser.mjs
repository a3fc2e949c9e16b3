// A headless Chromium over its debugging pipe: no port, no library.
import {spawn} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

export async function open(browser) {
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'html-browser-'));
  // No sandbox: tests run as root in containers, and the page is ours.
  const child = spawn(browser, ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--remote-debugging-pipe', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync', '--host-resolver-rules=MAP * ~NOTFOUND',
    `--user-data-dir=${profile}`, 'about:blank'], {stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe']});
  const waiting = new Map(), troubles = [];
  let last = 0, text = '';
  child.stdio[4].setEncoding('utf8');
  child.stdio[4].on('data', data => {
    text += data;
    for (let end; (end = text.indexOf('\0')) >= 0; text = text.slice(end + 1)) {
      const m = JSON.parse(text.slice(0, end));
      if (m.id) {
        const {done, failed} = waiting.get(m.id);
        waiting.delete(m.id);
        if (m.error) failed(new Error(`${m.error.message} ${m.error.data || ''}`));
        else done(m.result);
      } else if (m.method === 'Runtime.exceptionThrown') troubles.push(JSON.stringify(m.params.exceptionDetails));
      else if (m.method === 'Log.entryAdded' || m.method === 'Runtime.consoleAPICalled') troubles.push(JSON.stringify(m.params));
      else if (m.method === 'Network.requestWillBeSent' && !/^(file|about|blob):/.test(m.params.request.url)) troubles.push(`asked for ${m.params.request.url}`);
    }
  });
  const send = (method, params, sessionId) => new Promise((done, failed) => {
    const id = ++last;
    waiting.set(id, {done, failed});
    child.stdio[3].write(JSON.stringify({id, method, params: params || {}, sessionId}) + '\0');
  });
  const {targetId} = await send('Target.createTarget', {url: 'about:blank'});
  const {sessionId} = await send('Target.attachToTarget', {targetId, flatten: true});
  const tell = (method, params) => send(method, params, sessionId);
  for (const domain of ['Page', 'Runtime', 'Log', 'Network']) await tell(`${domain}.enable`);

  const run = async expression => {
    const r = await tell('Runtime.evaluate', {expression, awaitPromise: true, returnByValue: true});
    if (r.exceptionDetails) throw new Error(`${expression}: ${r.exceptionDetails.exception.description}`);
    return r.result.value;
  };
  const until = async (expression, what) => {
    for (let i = 0; i < 400; i++) {
      const value = await run(expression).catch(() => undefined);
      if (value) return value;
      await new Promise(r => setTimeout(r, 50));
    }
    throw new Error(`waited in vain for ${what || expression}; the page says: ${await run('document.body.innerText.slice(0, 400)')}`);
  };
  return {
    troubles, run, until, tell,
    async load(file, hash) {
      await tell('Page.navigate', {url: 'about:blank'});
      await tell('Page.navigate', {url: `file://${file}${hash || ''}`});
      await until('document.documentElement.dataset.ready', `${path.basename(file)} to be ready`);
    },
    async key(key, code) {
      const text = key.length === 1 ? key : key === 'Enter' ? '\r' : undefined;
      const event = {key, code: code || key, text, windowsVirtualKeyCode: key === 'Enter' ? 13 : key === 'Escape' ? 27 : undefined};
      await tell('Input.dispatchKeyEvent', {type: text ? 'keyDown' : 'rawKeyDown', ...event});
      await tell('Input.dispatchKeyEvent', {type: 'keyUp', ...event});
      await new Promise(r => setTimeout(r, 60));
    },
    async shot(file) {
      const {data} = await tell('Page.captureScreenshot', {format: 'png'});
      fs.writeFileSync(file, Buffer.from(data, 'base64'));
    },
    async close() {
      await send('Browser.close').catch(() => {});
      await new Promise(r => (child.exitCode !== null ? r() : child.once('exit', r)));
      fs.rmSync(profile, {recursive: true, force: true, maxRetries: 5});
    },
  };
}
