'use strict';
(() => {
  // Marks by the id of the item they lead to.
  const marks = new Map();
  for (const mark of document.querySelectorAll('[data-to]')) {
    for (const id of mark.dataset.to.split(' ')) {
      if (!marks.has(id)) marks.set(id, []);
      marks.get(id).push(mark);
    }
  }
  const beside = matchMedia('(min-width: 60rem)');
  let lit = [];

  // Returns the mark or item around an element, and what it is linked to.
  function linked(element) {
    const mark = element && element.closest && element.closest('[data-to]');
    if (mark) return [mark, mark.dataset.to.split(' ').map((id) => document.getElementById(id))];
    const item = element && element.closest && element.closest('.item[id]');
    return item ? [item, marks.get(item.id) || []] : [null, []];
  }

  function reveal(element) {
    const folded = element.closest('details');
    if (folded) folded.open = true;
    const frame = element.closest('#document, #statements').getBoundingClientRect();
    const at = element.getBoundingClientRect();
    const below = Math.max(frame.top, 0) + 60;
    const above = Math.min(frame.bottom, innerHeight);
    if (at.top < below || at.bottom > above) element.scrollIntoView({ block: 'center', inline: 'nearest' });
  }

  function light(element, scroll) {
    const [here, there] = linked(element);
    for (const old of lit) old.classList.remove('on');
    lit = here ? [here, ...there] : [];
    for (const one of lit) one.classList.add('on');
    if (here && scroll && there.length) reveal(there[0]);
  }

  function lightTarget() {
    const id = decodeURIComponent(location.hash.slice(1));
    light(id && document.getElementById(id), beside.matches);
  }

  document.addEventListener('pointerover', (e) => {
    const [here] = linked(e.target);
    // Side by side, the other panel may move; one below the other, the page would run away.
    if (here) light(here, beside.matches);
    else light(document.activeElement, false);
  });
  document.addEventListener('focusin', (e) => light(e.target, beside.matches));
  addEventListener('hashchange', lightTarget);
  lightTarget();
})();
