// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// The page of the example server: what is shown is made with textContent alone, nothing that anybody writes becomes HTML.
'use strict';

const at = id => document.getElementById(id);
const words = {
  text_to_video: 'Words alone', image_to_video: 'A first picture', reference_to_video: 'References', edit_video: 'A video to change',
  queued: 'Queued', running: 'In the making', saving: 'Saving', succeeded: 'Ready', failed: 'Failed', refused: 'Not taken',
  expired: 'Gone', elsewhere: 'Not here', unknown: 'Not known',
  sound: 'Sound', web_search: 'Web search', camera_fixed: 'Still camera', watermark: 'Watermark', seed: 'Seed',
  frames_per_second: 'Frames per second', return_last_frame: 'Last frame as a picture', content_check: 'Content check',
  image: 'Picture', video: 'Video', audio: 'Sound file', adaptive: 'automatic',
};
const said = word => words[word] || word;
const UNDER_WAY = ['queued', 'running', 'saving', 'unknown'];
const STREAMS = 3;  // a browser opens six connections to a server: some must be left

let token = '', models = [], next = '';
const shown = new Map();    // the orders on the page, by id
const streams = new Set();  // ids of orders whose events are read

// ---- talking to the server

class Refusal extends Error {
  constructor(status, answer) { super(answer.message || 'the server cannot do this'); Object.assign(this, {status, answer}); }
}

async function ask(path, options = {}) {
  const response = await fetch(path, {...options, headers: {...options.headers, Authorization: 'Bearer ' + token}});
  at('offline').hidden = true;
  if (response.ok) return response;
  throw new Refusal(response.status, await response.json().catch(() => ({})));
}

const pause = milliseconds => new Promise(done => setTimeout(done, milliseconds));
/** How long to wait after so many failures one after another: 2 s to 60 s, and not all pages at the same time. */
const pause_after = failures => Math.min(60_000, 2000 * 2 ** failures * (1 + Math.random() / 2));
/** What asking again may change: there are too many streams, or the server ends, or begins. */
const is_for_now = problem => problem.status === 429 || problem.status >= 500;

/** Reads the events of an order until it is over. EventSource cannot send a token, so the stream is read by hand. */
async function follow(id) {
  if (streams.has(id) || streams.size >= STREAMS) return;
  streams.add(id);
  try {
    for (let over = false, failures = 0; !over;) {
      try {
        const reader = (await ask('/videos/' + id + '/events')).body.pipeThrough(new TextDecoderStream()).getReader();
        for (let text = '', part; !(part = await reader.read()).done;) {
          const events = (text + part.value).split('\n\n');
          text = events.pop();
          for (const event of events) if (event.startsWith('data: ')) { over = show(JSON.parse(event.slice(6))); failures = 0; }
        }
        if (!over) await pause(pause_after(failures++));  // the server ends it when it stops
      } catch (problem) {
        if (problem instanceof Refusal && !is_for_now(problem)) throw problem;
        at('offline').hidden = problem instanceof Refusal;
        await pause(pause_after(failures++));
        over = !UNDER_WAY.includes(shown.get(id).state);  // the list is read meanwhile
      }
    }
  } catch { return void streams.delete(id); /* the list, which is read now and then, says what there is */ }
  streams.delete(id);
  await refresh().catch(() => {});
}

function follow_some() {
  for (const order of shown.values()) if (UNDER_WAY.includes(order.state)) follow(order.id);
}

async function refresh(path = '/videos') {
  const list = await (await ask(path)).json();
  if (path !== '/videos' || !shown.size) next = list.next || '';
  for (const order of path === '/videos' ? list.videos.reverse() : list.videos) show(order, path !== '/videos');
  at('earlier').hidden = !next;
  show_budget(list.budget);
  follow_some();
}

// ---- what is shown

function make(tag, fields = {}, ...children) {
  const element = Object.assign(document.createElement(tag), fields);
  element.append(...children);
  return element;
}

const dollars = text => Number(text.replace(/[$,]/g, ''));

function show_budget(budget) {
  const [spent, held, limit] = [budget.spent, budget.held, budget.limit].map(dollars);
  at('spent').textContent = budget.spent;
  at('limit').textContent = 'of ' + budget.limit + ' spent this month';
  at('left').textContent = budget.left + ' left' + (held > 0 ? ', ' + budget.held + ' set aside' : '');
  const share = amount => Math.min(100, limit > 0 ? 100 * amount / limit : 0) + '%';
  at('spent-bar').style.width = share(spent);
  at('held-bar').style.width = share(held);
  at('budget').hidden = false;
}

/** Shows an order as it is now, and gives whether it is over. */
function show(order, at_the_end = false) {
  const before = shown.get(order.id);
  const is_over = !UNDER_WAY.includes(order.state);
  shown.set(order.id, order);
  at('empty').hidden = true;
  let item = at('order-' + order.id);
  if (!item) {
    item = make('li', {id: 'order-' + order.id, className: 'card'});
    at('videos')[at_the_end ? 'append' : 'prepend'](item);
  }
  if (before && JSON.stringify(before) === JSON.stringify(order)) return is_over;
  if (before && before.state !== order.state) at('news').textContent = title_of(order) + ': ' + said(order.state);
  const video = item.querySelector('video');
  if (!video) item.replaceChildren(...parts_of(order));
  if (before && before.state !== 'succeeded' && order.state === 'succeeded') play(order, item);
  return is_over;
}

const time_of = order => new Date(order.begun_at).toLocaleString([], {dateStyle: 'medium', timeStyle: 'short'});
// Nobody but this tab knows the prompt: the server forgets it when the gateway has it.
const title_of = order => sessionStorage.getItem('prompt ' + order.id) || 'Video of ' + time_of(order);
const named = model => { const known = models.find(each => each.model === model); return known ? known.title + ' · ' + known.gateway : model; };
const sentence = text => text.charAt(0).toUpperCase() + text.slice(1) + (text.endsWith('.') ? '' : '.');

function parts_of(order) {
  const parts = [
    make('div', {className: 'top'}, make('h3', {textContent: title_of(order)}),
         make('span', {className: 'state ' + order.state, textContent: said(order.state)})),
    make('p', {className: 'quiet', textContent: [named(order.model), time_of(order), order.charged ? order.charged + ' charged' : order.price].join(' · ')})];
  if (UNDER_WAY.includes(order.state)) {
    const bar = make('progress', {max: 100});
    bar.setAttribute('aria-label', said(order.state));
    if (order.percent !== undefined) bar.value = order.percent;
    parts.push(bar);
  }
  if (order.reason) parts.push(make('p', {className: 'problem', textContent: sentence(order.reason)}));
  if (order.unconfirmed)
    parts.push(make('p', {className: 'problem', textContent: 'Only a message to this server has said that this is the video: its gateway does not confirm it.'}));
  if (order.state === 'succeeded') {
    const button = make('button', {className: 'plain', type: 'button', textContent: 'Show the video'});
    button.addEventListener('click', () => play(order, button.closest('li'), true));
    parts.push(button);
  }
  return parts;
}

/** Fetches a video, which needs the token, and shows it from memory. */
async function play(order, item, is_wanted = false) {
  const button = item.querySelector('button');
  if (button) button.disabled = true;
  try {
    const url = URL.createObjectURL(await (await ask(order.file)).blob());
    const video = make('video', {controls: true, playsInline: true, loop: true, src: url});
    video.setAttribute('aria-label', title_of(order));
    item.querySelector('button').replaceWith(
      video, make('div', {className: 'row'}, make('a', {href: url, download: order.id + '.mp4', textContent: 'Save the file'})));
    if (is_wanted) video.focus();
  } catch (problem) {
    if (button) button.disabled = false;
    at('news').textContent = problem.message;
  }
}

// ---- the form: what a model cannot take cannot be chosen

const chosen_model = () => models.find(each => each.model === at('model').value);
const chosen_mode = () => chosen_model().modes.find(each => each.mode === at('mode').value);

/** Fills a list, and keeps what was chosen where it is still there. */
function fill(select, values, otherwise) {
  const kept = values.includes(select.value) ? select.value : otherwise;
  select.replaceChildren(...values.map(value => make('option', {value, textContent: said(value)})));
  select.value = kept;
}

function choose_model() {
  fill(at('mode'), chosen_model().modes.map(each => each.mode), chosen_model().modes[0].mode);
  choose_mode();
}

function choose_mode() {
  const mode = chosen_mode();
  fill(at('resolution'), mode.resolutions, mode.default_resolution);
  fill(at('aspect_ratio'), mode.aspect_ratios, mode.default_aspect_ratio);
  const had = Number(at('duration').value), fits = had >= mode.seconds[0] && had <= mode.seconds[1] && at('duration').max !== '';
  [at('duration').min, at('duration').max] = mode.seconds;
  at('duration').value = fits ? had : mode.default_seconds;
  at('source-label').hidden = !mode.duration_as_source;
  if (!mode.duration_as_source) at('duration_as_source').checked = false;
  at('media').replaceChildren(...media_fields(mode));
  at('options').replaceChildren(...mode.options.map(option_field));
  at('more').hidden = !mode.options.length;
  at('more').open = mode.options.some(each => each.required);
  changed();
}

function field(id, label, input) {
  input.id = id;
  return make('div', {className: 'field'}, make('label', {htmlFor: id, textContent: label}), input);
}

function option_field(option) {
  if (option.numbers) {
    const [min, max] = option.numbers;
    return field(option.name, said(option.name), make('input', {type: 'number', min, max, step: 1, placeholder: 'any'}));
  }
  const select = make('select');
  if (!option.required) select.append(make('option', {value: '', textContent: 'as usual'}));
  select.append(make('option', {value: 'true', textContent: 'yes'}), make('option', {value: 'false', textContent: 'no'}));
  return field(option.name, said(option.name), select);
}

const url_input = () => make('input', {type: 'url', inputMode: 'url', placeholder: 'https://'});

function media_fields(mode) {
  if (mode.mode === 'text_to_video') return [];
  if (mode.mode === 'image_to_video') {
    const fields = [field('first_frame', 'Address of the first picture', url_input())];
    if (mode.images[1] > 1)
      fields.push(field('last_frame', 'Address of the last picture' + (mode.images[0] > 1 ? '' : ' (may be left out)'), url_input()));
    return fields;
  }
  const kinds = [['image', mode.images], ['video', mode.videos], ['audio', mode.audio]].filter(([, count]) => count[1] > 0);
  const list = make('div', {className: 'field', id: 'references'});
  const buttons = kinds.map(([kind, count]) => {
    const button = make('button', {type: 'button', className: 'plain', textContent: 'Add: ' + said(kind).toLowerCase()});
    const count_now = () => list.querySelectorAll('[data-kind=' + kind + ']').length;
    const add = () => {
      list.append(reference_field(kind, () => { button.disabled = false; changed(); }));
      button.disabled = count_now() >= count[1];
      changed();
    };
    button.addEventListener('click', () => { add(); list.lastChild.querySelector('input').focus(); });
    for (let i = 0; i < count[0]; ++i) queueMicrotask(add);
    return button;
  });
  return [list, make('div', {className: 'row'}, ...buttons)];
}

let references = 0;

function reference_field(kind, removed) {
  const box = make('fieldset', {className: 'reference'}, make('legend', {textContent: said(kind)}));
  box.dataset.kind = kind;
  const number = ++references;
  box.append(field('reference-' + number, 'Address', url_input()));
  if (kind !== 'image')
    box.append(field('length-' + number, 'Its length in seconds', make('input', {type: 'number', min: 0, step: 'any', placeholder: 'not known'})));
  const button = make('button', {type: 'button', className: 'plain', textContent: 'Remove'});
  button.addEventListener('click', () => { box.remove(); removed(); });
  box.append(button);
  return box;
}

/** Gives the form as the interface takes it; what is left empty is left out. */
function request(with_prompt) {
  const mode = chosen_mode();
  const made = {model: at('model').value, mode: mode.mode, resolution: at('resolution').value, aspect_ratio: at('aspect_ratio').value};
  if (at('duration_as_source').checked) made.duration_as_source = true; else made.duration = Number(at('duration').value);
  if (with_prompt && at('prompt').value.trim()) made.prompt = at('prompt').value;
  for (const name of ['first_frame', 'last_frame']) if (at(name) && at(name).value) made[name] = at(name).value;
  for (const option of mode.options) {
    const value = at(option.name).value;
    if (value !== '') made[option.name] = option.numbers ? Number(value) : value === 'true';
  }
  const boxes = [...document.querySelectorAll('.reference')];
  if (boxes.length) made.references = boxes.map(box => {
    const [url, length] = box.querySelectorAll('input');
    return {kind: box.dataset.kind, url: url.value, ...(length && length.value ? {milliseconds: Math.round(1000 * length.value)} : {})};
  });
  return made;
}

let timer = 0, asked = 0;

function changed() {
  at('seconds').textContent = at('duration_as_source').checked ? 'as the source' : at('duration').value + ' s';
  at('duration').disabled = at('duration_as_source').checked;
  clearTimeout(timer);
  timer = setTimeout(show_price, 150);
}

/** The form without what changes no price, and is nobody's business on the way: the prompt, and the queries of addresses, which may be keys. */
function request_for_price() {
  const made = request(false);
  const bare = url => url.replace(/[?#].*/s, '');
  for (const name of ['first_frame', 'last_frame']) if (made[name]) made[name] = bare(made[name]);
  for (const reference of made.references || []) reference.url = bare(reference.url);
  return made;
}

async function show_price() {
  const question = ++asked;
  const text = encodeURIComponent(JSON.stringify(request_for_price())).replace(/[!'()*]/g, c => '%' + c.charCodeAt(0).toString(16).toUpperCase());
  try {
    const price = await (await ask('/prices?request=' + text)).json();
    if (question !== asked) return;
    at('price').replaceChildren(price.known ? make('strong', {textContent: price.price.split(' ')[0]}) : 'Price not known yet',
                                price.known ? price.price.slice(price.price.split(' ')[0].length) : '');
  } catch (problem) { at('price').textContent = problem instanceof Refusal ? 'Price not known yet' : ''; }
}

function show_problems(message, fields = []) {
  for (const marked of document.querySelectorAll('[aria-invalid]')) marked.removeAttribute('aria-invalid');
  for (const {field} of fields) if (at(field)) at(field).setAttribute('aria-invalid', 'true');
  const box = at('problems');
  box.replaceChildren(make('p', {textContent: message}), make('ul', {}, ...fields.map(each => make('li', {textContent: each.message}))));
  box.hidden = !message;
  if (message) box.focus();
}

/** Says whether this server has refused an order for what it is: it is not taken, nor was it before. 409 says that its key has an order. */
const is_refusal = problem => problem instanceof Refusal && problem.answer.error && ![401, 409].includes(problem.status) && !is_for_now(problem);

const unanswered = new Map();

/**
 * Places an order, and gives what the server has made of it. Its key is kept beside its text until there is an answer: the same text goes
 * with the same key again, also after other texts, and after the page was loaded anew, and is one order.
 */
async function place(body) {
  const random = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('');
  const name = 'unanswered ' + body, key = unanswered.get(name) || sessionStorage.getItem(name) || random();
  const forget = () => { unanswered.delete(name); sessionStorage.removeItem(name); };
  unanswered.set(name, key);
  try { sessionStorage.setItem(name, key); } catch { /* it is too long to outlive the page */ }
  try {
    const made = await (await ask('/videos', {method: 'POST', body, headers: {'Content-Type': 'application/json', 'Idempotency-Key': key}})).json();
    forget();
    return made;
  } catch (problem) {
    if (is_refusal(problem)) forget();
    throw problem;
  }
}

async function send(event) {
  event.preventDefault();
  at('send').disabled = true;
  const prompt = at('prompt').value.trim();
  let made;
  try {
    made = await place(JSON.stringify(request(true)));
  } catch (problem) {
    if (problem instanceof Refusal) show_problems(sentence(problem.message), problem.answer.fields);
    else show_problems('The server does not answer. Send it again: nothing is paid twice.');
  }
  at('send').disabled = false;
  if (!made) return;
  // It is taken: what fails from here on is no reason to send it again.
  try { sessionStorage.setItem('prompt ' + made.id, prompt); } catch { /* it is called by its time */ }
  show_problems('');
  const was_there = shown.has(made.id);
  show(made);
  at('news').textContent = was_there ? 'This was ordered before, and once: ' + title_of(made) + '. Send it again for another.' : 'Ordered: ' + title_of(made);
  await refresh().catch(() => {});
}

// ---- beginning

async function enter() {
  models = await (await ask('/models')).json();
  sessionStorage.setItem('token', token);
  at('access').hidden = true;
  at('workplace').hidden = false;
  at('model').replaceChildren(...models.map(each => make('option', {value: each.model, textContent: named(each.model)})));
  choose_model();
  await refresh();
}

async function try_to_enter() {
  try { await enter(); } catch (problem) {
    if (problem.status !== 401) { at('offline').hidden = false; await pause(2000); return try_to_enter(); }
    at('access').hidden = false;
    at('access-problem').textContent = token ? 'This token is not known.' : '';
    at('token').focus();
  }
}

token = new URLSearchParams(location.hash.slice(1)).get('token') || sessionStorage.getItem('token') || '';
if (location.hash) history.replaceState(null, '', location.pathname);  // the token stays out of the history
at('model').addEventListener('change', choose_model);
at('mode').addEventListener('change', choose_mode);
at('order').addEventListener('input', event => { if (event.target.id !== 'model' && event.target.id !== 'mode') changed(); });
at('order').addEventListener('submit', send);
at('earlier').addEventListener('click', () => refresh(next).catch(() => {}));
at('access').addEventListener('submit', event => { event.preventDefault(); token = at('token').value.trim(); try_to_enter(); });
setInterval(() => { if ([...shown.values()].some(each => UNDER_WAY.includes(each.state))) refresh().catch(() => {}); }, 5000);
try_to_enter();
