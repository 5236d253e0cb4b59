// Shows what a mark of a chart stands for, under the pointer.
const hint = document.getElementById('hint');
document.addEventListener('pointermove', (event) => {
  const mark = event.target.closest('[role="graphics-symbol"][aria-label]');
  const text = mark?.getAttribute('aria-roledescription')?.endsWith('mark')
    ? mark.getAttribute('aria-label')
    : null;
  hint.hidden = text === null;
  if (text === null) return;
  hint.textContent = text;
  const left = Math.min(event.clientX + 12, window.innerWidth - hint.offsetWidth - 8);
  hint.style.left = `${Math.max(left, 8)}px`;
  hint.style.top = `${event.clientY + 16}px`;
});
// Time runs to the right: what does not fit is the past.
for (const chart of document.querySelectorAll('.newest')) chart.scrollLeft = chart.scrollWidth;
