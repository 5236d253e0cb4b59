import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AxeResults } from 'axe-core';
import { chromium, type Browser, type Page } from 'playwright-core';
import { renderPage } from '../../cli/report/page';
import { someFacts } from '../cli/report/facts';
import { chromiumArguments, chromiumPath } from './browser';

jest.setTimeout(900_000);
if (chromiumPath === undefined) console.warn('There is no Chromium: the report is not looked at.');

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
let folder: string;
let file: string;
let browser: Browser;

(chromiumPath === undefined ? describe.skip : describe)('the report in a browser', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'fargate-cron-report-'));
    file = join(folder, 'report.html');
    writeFileSync(file, await renderPage(someFacts()));
    browser = await chromium.launch({
      executablePath: chromiumPath ?? '',
      args: chromiumArguments,
    });
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  async function open(width: number, colorScheme: 'light' | 'dark'): Promise<Page> {
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
    await page.goto(`file://${file}`);
    return page;
  }

  it.each([
    { width: 1280, colorScheme: 'light' },
    { width: 1280, colorScheme: 'dark' },
    { width: 390, colorScheme: 'light' },
    { width: 390, colorScheme: 'dark' },
  ] as const)(
    'is accessible and fits $width pixels, $colorScheme',
    async ({ width, colorScheme }) => {
      const page = await open(width, colorScheme);
      await page.addScriptTag({ content: axe });
      const { violations, passes } = await page.evaluate<AxeResults>('axe.run()');
      expect(passes.length).toBeGreaterThan(10);
      expect(
        violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join('\n')}`),
      ).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      const shot = await page.screenshot({ fullPage: true });
      // A page that did not draw its charts is an empty sheet, and much smaller.
      expect(shot.length).toBeGreaterThan(60_000);
      await page.close();
    },
  );

  it('says what a mark of a chart is under the pointer', async () => {
    const page = await open(1280, 'light');
    const failed = page.locator('[aria-label^="2026-10-23"]').first();
    await failed.scrollIntoViewIfNeeded();
    await failed.hover();
    expect(await page.locator('#hint').textContent()).toBe(
      '2026-10-23: 23:00 UTC failed, 1 of 2 symbols',
    );
    await page.close();
  });

  it('begins with the newest runs where not all fit', async () => {
    const page = await open(390, 'light');
    const newest = page.locator('[aria-label^="2026-11-20"]').first();
    const box = await newest.boundingBox();
    expect(box?.x).toBeGreaterThan(0);
    expect(box?.x).toBeLessThan(390);
    await page.close();
  });

  it('says how runs ended not by colour alone, and prices not by a line alone', async () => {
    const page = await open(1280, 'light');
    const calendar = page.getByRole('group', { name: 'Calendar of runs' });
    const marks = (await calendar.locator('svg text').allTextContents()).filter((text) =>
      /^[^\w]$/.test(text),
    );
    expect(marks.sort()).toEqual(['?', '×']);
    const closes = await page.getByRole('group', { name: /^Closes of AAPL: / }).count();
    expect(closes).toBe(1);
    await page.close();
  });

  it('asks nothing of any network', async () => {
    const page = await browser.newPage();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(`file://${file}`);
    expect(asked).toEqual([`file://${file}`]);
    await page.close();
  });

  it('shows what manifests and checks say as text and not as HTML', async () => {
    const page = await open(1280, 'light');
    expect(await page.locator('td', { hasText: '<b>' }).count()).toBe(2);
    await page.close();
  });
});
