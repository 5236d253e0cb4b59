import { renderPage } from '../../../cli/report/page';
import { factsOf, someFacts } from './facts';

test('has everything in one small file, and nothing of elsewhere but links', async () => {
  const page = await renderPage(someFacts());
  expect(page.length).toBeLessThan(200_000);
  expect(page).not.toMatch(/(src|srcset|@import)\s*=?\s*["(]?https?:/);
  for (const heading of [
    'What went wrong',
    'Runs',
    'Jobs',
    'Rows that weekly-crawl keeps',
    'Prices',
  ]) {
    expect(page).toContain(`<h2>${heading}</h2>`);
  }
  expect(page).not.toContain('hunter2');
});

test('of a project without any run it says so, and nothing of a crawler', async () => {
  const page = await renderPage(factsOf([]));
  expect(page).toContain('There is no job.');
  const content = page.replace(/<(style|script)>[^]*?<\/\1>/g, '');
  expect(content).not.toMatch(/symbols|Prices|NaN|undefined|Infinity/);
});
