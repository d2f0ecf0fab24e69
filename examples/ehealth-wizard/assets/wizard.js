// Every page works without this file. It judges what is typed while it is typed, shows what the card does,
// and offers what only a script can do: copy, print. It decides nothing and keeps nothing.
(() => {
  'use strict';
  const body = document.body;
  if (body.dataset.door) {
    // Takes the address with its token out of the history.
    location.replace(body.dataset.door);
    return;
  }
  const place = body.dataset.place;
  const form = document.getElementById('form');
  if (!place || !form) return;

  // What is typed is judged by the program, on this computer.
  const judged = () => form.querySelector('[data-mark]');
  let asking = 0;
  const judge = async () => {
    const mine = ++asking;
    const sent = new URLSearchParams(new FormData(form));
    const answer = await fetch(place + 'judge', {
      method: 'POST', credentials: 'same-origin', cache: 'no-store', body: sent,
    });
    if (!answer.ok || mine !== asking) return;
    const marks = new Map((await answer.json()).map((mark) => [mark.key, mark]));
    for (const element of form.querySelectorAll('[data-mark]')) {
      const mark = marks.get(element.dataset.mark);
      const state = mark ? mark.state : 'pending';
      element.dataset.state = state;
      if (element.dataset.mark === 'letter') element.hidden = state !== 'unmet';
      const word = state === 'met' ? element.dataset.met : state === 'unmet' ? element.dataset.unmet : '';
      const text = mark && mark.becomes ? `${word} ${mark.becomes}` : word;
      const target = element.querySelector('.state') || element;
      if (target.textContent !== text) target.textContent = text;
    }
    const list = form.querySelector('.marks');
    // For whoever watches: which lengths these marks are about.
    if (list) list.dataset.judged = `${sent.get('new').length}/${sent.get('again').length}`;
    next();
  };

  // "Next" waits for what is needed: a box that is ticked, marks that are all good.
  const next = () => {
    const button = form.querySelector('[data-next]');
    if (!button) return;
    const box = form.querySelector('[data-needed]');
    const marks = [...form.querySelectorAll('.marks [data-mark]:not([hidden])')];
    const pin = form.querySelector('#pin');
    const ready = (!box || box.checked)
      && marks.every((mark) => mark.dataset.state === 'met')
      && (!pin || /^[0-9]{4,12}$/.test(pin.value));
    button.disabled = !ready;
  };

  const enhance = () => {
    for (const button of form.querySelectorAll('[data-copy]')) {
      button.hidden = !navigator.clipboard;
      button.onclick = () => navigator.clipboard.writeText(button.dataset.copy);
    }
    for (const button of form.querySelectorAll('[data-print]')) {
      button.hidden = false;
      button.onclick = () => window.print();
    }
    // Fields that belong to one of several choices are shown with it.
    const parts = [...form.querySelectorAll('[data-when]')];
    const show = () => parts.forEach((part) => { part.hidden = !document.getElementById(part.dataset.when)?.checked; });
    if (parts.length) { form.addEventListener('change', show); show(); }
    if (judged()) judge();
    next();
  };
  form.addEventListener('input', () => (judged() ? judge() : next()));
  form.addEventListener('change', next);
  enhance();
  document.getElementById('notice')?.scrollIntoView({ block: 'center' });

  // A page that changes by itself is fetched again and exchanged in place, so that focus and reader stay.
  let busy = false;
  let missed = false;
  const refresh = async () => {
    missed = busy;
    if (busy) return;
    busy = true;
    try {
      const answer = await fetch(place, { credentials: 'same-origin', cache: 'no-store' });
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const main = page.getElementById('main');
      if (!answer.ok || !main) return;
      if (!('live' in page.body.dataset)) {
        // A page with a form is loaded whole: the browser then sets focus and title.
        location.replace(place);
        return;
      }
      const moved = page.body.dataset.screen !== body.dataset.screen;
      Object.assign(body.dataset, { screen: page.body.dataset.screen, revision: page.body.dataset.revision });
      form.elements.screen.value = body.dataset.screen;
      document.getElementById('main').replaceWith(main);
      document.title = page.title;
      if (moved) main.focus();
      enhance();
    } finally {
      busy = false;
      // What changed meanwhile is fetched as well.
      if (missed) refresh();
    }
  };

  // The server says that something has changed; not what. Browsers open few connections to one server, so only
  // a tab that can be seen listens; a hidden one looks again when it is turned to.
  let events = null;
  const listen = () => {
    if (events || document.hidden) return;
    events = new EventSource(place + 'events');
    events.onmessage = (event) => {
      if (event.data === body.dataset.revision) return;
      if ('live' in body.dataset) refresh();
      else check();
    };
  };
  const rest = () => {
    events?.close();
    events = null;
  };
  // A page with a form leaves only when its question was answered elsewhere.
  const check = async () => {
    const answer = await fetch(place, { credentials: 'same-origin', cache: 'no-store' });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    if (page.body.dataset.screen !== body.dataset.screen) location.replace(place);
    else body.dataset.revision = page.body.dataset.revision;
  };
  document.addEventListener('visibilitychange', () => (document.hidden ? rest() : listen()));
  addEventListener('pagehide', rest);
  listen();
  // A page out of the browser's memory may be long past.
  addEventListener('pageshow', (event) => { if (event.persisted) location.replace(place); });
})();
