// What the page does in a browser: hints, details of a run, times in UTC, and a reload when it is served.
const hint = document.getElementById('hint');
const dialog = document.getElementById('run');
const button = document.getElementById('utc');
const inUtc = () => button.getAttribute('aria-pressed') === 'true';
const cellOf = (target) => target.closest?.('.cells button');

let mark;

function showHint(target) {
  mark = cellOf(target) ?? target.closest?.('[data-hint]');
  hint.hidden = !mark;
  if (hint.hidden) return;
  hint.textContent = mark.dataset.hint ?? mark.getAttribute('aria-label');
  placeHint();
}
function placeHint() {
  const box = mark.getBoundingClientRect();
  const left = Math.min(box.left, window.innerWidth - hint.offsetWidth - 8);
  hint.style.left = `${Math.max(left, 8)}px`;
  const below = box.bottom + 6;
  const fits = below + hint.offsetHeight < window.innerHeight;
  hint.style.top = `${fits ? below : Math.max(box.top - hint.offsetHeight - 6, 0)}px`;
}
document.addEventListener('pointerover', (event) => showHint(event.target));
document.addEventListener('focusin', (event) => showHint(event.target));
document.addEventListener('focusout', () => (hint.hidden = true));
document.addEventListener('scroll', () => !hint.hidden && placeHint(), { passive: true });

document.addEventListener('click', ({ target }) => {
  const cell = cellOf(target);
  if (!cell) return;
  const row = cell.closest('.cells');
  const { zone, log, executions } = row.dataset;
  const { utc, task, execution } = cell.dataset;
  dialog.querySelector('h2').textContent = row.getAttribute('aria-label').replace('Runs of ', '');
  dialog.querySelector('.what').textContent =
    `${cell.getAttribute('aria-label')}\n${zone === 'UTC' || inUtc() ? '' : `${zone}; `}${utc}`;
  const links = [
    log && task && ['Log in CloudWatch', `${log}$252F${task}`],
    executions && execution && ['Execution in Step Functions', executions + execution],
  ].filter(Boolean);
  dialog
    .querySelector('.links')
    .replaceChildren(
      ...links.flatMap(([text, href]) => [
        Object.assign(document.createElement('a'), { textContent: text, href }),
        document.createElement('br'),
      ]),
    );
  hint.hidden = true;
  dialog.showModal();
});

// From cell to cell of a row, and to the same column of the rows above and below.
const shown = (cell) => cell?.offsetParent !== null;
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') hint.hidden = true;
  const cell = cellOf(event.target);
  if (!cell) return;
  const row = cell.closest('.cells');
  const inRow = [...row.querySelectorAll('button')].filter(shown);
  const rows = [...document.querySelectorAll('.cells')];
  const column = [...row.children].indexOf(cell.parentElement);
  const across = (step) => {
    for (let at = rows.indexOf(row) + step; rows[at]; at += step) {
      const place = rows[at].children[column]?.querySelector('button');
      const found =
        place && shown(place) ? place : rows[at].querySelector('button:not([tabindex="-1"])');
      if (found) return found;
    }
  };
  const next = {
    ArrowLeft: () => inRow[inRow.indexOf(cell) - 1],
    ArrowRight: () => inRow[inRow.indexOf(cell) + 1],
    ArrowUp: () => across(-1),
    ArrowDown: () => across(1),
    Home: () => inRow[0],
    End: () => inRow.at(-1),
  }[event.key];
  if (!next) return;
  event.preventDefault();
  next()?.focus();
});

// Texts change places with what they are in UTC; what cells and bars say begins with a time.
button.addEventListener('click', () => {
  button.setAttribute('aria-pressed', String(!inUtc()));
  for (const each of document.querySelectorAll('[data-other]')) {
    const text = each.textContent;
    each.textContent = each.dataset.other;
    each.dataset.other = text;
  }
  for (const each of document.querySelectorAll('[data-utc]')) {
    const name = each.dataset.hint ? 'data-hint' : 'aria-label';
    const said = each.getAttribute(name);
    const other = each.other ?? each.dataset.utc.slice(0, 16).replace('T', ' ');
    each.other = said.slice(0, 16);
    each.setAttribute(name, other + said.slice(16));
  }
});

function openNamed() {
  const named = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (named?.tagName === 'DETAILS') named.open = true;
}
window.addEventListener('hashchange', openNamed);
openNamed();

// A page that a server keeps new is read again once it differs, unless somebody reads a run of it, and
// is then as the reader had left it.
const { newest, version } = document.body.dataset;
if (newest) {
  const left = JSON.parse(sessionStorage.getItem('left') ?? 'null');
  if (left?.utc) button.click();
  const jobs = [...document.querySelectorAll('details[id]')];
  if (left) for (const job of jobs) job.open = left.open.includes(job.id);

  setInterval(async () => {
    try {
      const answer = await fetch(newest);
      if (!answer.ok || (await answer.text()) === version || dialog.open) return;
      const open = jobs.filter((job) => job.open).map(({ id }) => id);
      sessionStorage.setItem('left', JSON.stringify({ utc: inUtc(), open }));
      location.reload();
    } catch {
      // The server has ended; the page stays.
    }
  }, 5000);
}
