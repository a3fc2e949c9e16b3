// Elements from data. Text is only ever set as text: nothing of the data is read as HTML.
function h(tag, attrs, ...children) {
  const el = document.createElement(tag);
  for (const key in attrs || {}) {
    const value = attrs[key];
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith('on')) el.addEventListener(key.slice(2), value);
    else if (key === 'class') el.className = value;
    else if (key === 'dataset') Object.assign(el.dataset, value);
    else el.setAttribute(key, value === true ? '' : value);
  }
  append(el, children);
  return el;
}

function append(el, children) {
  for (const child of children) {
    if (Array.isArray(child)) append(el, child);
    else if (child !== null && child !== undefined && child !== false)
      el.append(child.nodeType ? child : document.createTextNode(String(child)));
  }
}

function replace(el, ...children) {
  el.textContent = '';
  append(el, children);
}

const byId = id => document.getElementById(id);

function say(text) {
  byId('live').textContent = text;
}

function badge(verdict, scenario, known) {
  return h('span', {class: `badge ${tone(verdict, scenario)}${known ? ' known' : ''}`, title: VERDICT_HELP[verdict]},
    VERDICTS[verdict], known ? ', known' : '');
}

// The browser allows the clipboard only where it trusts the page: a file on disk may have to do with a selection.
function copyButton(text) {
  const button = h('button', {class: 'copy', type: 'button', onclick: async () => {
    try {
      await navigator.clipboard.writeText(text);
    } catch (e) {
      const area = h('textarea', {class: 'unseen', 'aria-hidden': 'true'});
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand('copy');
      area.remove();
    }
    button.textContent = 'Copied';
    setTimeout(() => { button.textContent = 'Copy'; }, 1500);
  }}, 'Copy');
  return button;
}

function command(label, text) {
  return text && h('div', {class: 'command'}, h('span', {class: 'label'}, label), h('code', null, text), copyButton(text));
}
