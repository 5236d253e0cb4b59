import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { serveLive } from '../../cli/report/live-page';
import { madeAt, renderPage } from '../../cli/report/page';
import { someFacts } from '../cli/report/facts';
import { chromiumArguments, chromiumPath } from './browser';

jest.setTimeout(900_000);
if (chromiumPath === undefined) console.warn('There is no Chromium: the report is not looked at.');

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** The violations with the elements that they are of, and how many rules passed. */
type Found = { violations: string[][]; passes: number };

let folder: string;
let file: string;
let browser: Browser;
let page: Page;

(chromiumPath === undefined ? describe.skip : describe)('the report in a browser', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'fargate-cron-report-'));
    file = join(folder, 'report.html');
    writeFileSync(file, await renderPage(someFacts()));
    browser = await chromium.launch({
      executablePath: chromiumPath ?? '',
      args: chromiumArguments,
    });
    page = await browser.newPage();
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  /** Anew, in the one page: a process for each takes longer than what most tests do in it. */
  async function open(width: number, colorScheme: 'light' | 'dark'): Promise<void> {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme });
    // The pointer stays where the last test had it.
    await page.mouse.move(0, 0);
    await page.goto(`file://${file}`);
  }

  /** Everything that is folded. */
  function openAll(): Promise<void> {
    return page.evaluate(() => {
      for (const each of document.querySelectorAll('details')) each.open = true;
    });
  }

  it.each([
    { width: 1280, colorScheme: 'light' },
    { width: 1280, colorScheme: 'dark' },
    { width: 768, colorScheme: 'light' },
    { width: 768, colorScheme: 'dark' },
    { width: 390, colorScheme: 'light' },
    { width: 390, colorScheme: 'dark' },
  ] as const)(
    'is accessible and cuts nothing off at $width pixels, $colorScheme',
    async ({ width, colorScheme }) => {
      await open(width, colorScheme);
      await openAll();
      await page.addScriptTag({ content: axe });
      // All that Axe tells is megabytes, which take longer on their way here than to be found.
      const { violations, passes } = await page.evaluate<Found>(
        `axe.run().then(({ violations, passes }) => ({
          violations: violations.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)]),
          passes: passes.length,
        }))`,
      );
      expect(passes).toBeGreaterThan(10);
      expect(violations).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      const cut = await page.evaluate(() =>
        [...document.querySelectorAll('main *:not(pre, svg *)')]
          .filter((each) => each.scrollWidth > each.clientWidth + 1 && each.clientWidth > 0)
          .map((each) => each.outerHTML.slice(0, 80)),
      );
      expect(cut).toEqual([]);
      const shot = await page.screenshot({ fullPage: true });
      // A page that did not draw its charts is an empty sheet, and much smaller.
      expect(shot.length).toBeGreaterThan(60_000);
    },
  );

  it('says what a cell is under the pointer and with the keyboard', async () => {
    await open(1280, 'light');
    const hint = page.locator('#hint');
    const cells = page.getByRole('group', { name: 'Runs of weekly-crawl' }).getByRole('button');
    await cells.last().hover();
    expect(await hint.textContent()).toBe('2026-11-20 23:00, done\n10 min 0 s, 40,000 rows');
    await cells.last().focus();
    for (let step = 0; step < 4; step++) await page.keyboard.press('ArrowLeft');
    const said = '2026-10-23 23:00, failed\n10 min 28 s, exit code 1, 36,000 rows';
    expect(await hint.textContent()).toBe(`${said}\n<b>: the vendor answered 500`);
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowUp');
    expect(await hint.textContent()).toMatch(/^2026-11-24 02:00, done/);
  });

  it('opens a run with its time in UTC and links to its log and its execution', async () => {
    await open(390, 'dark');
    const group = page.getByRole('group', { name: 'Runs of nightly' });
    await group.getByRole('button', { name: 'timed out' }).focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'nightly' });
    expect(await dialog.locator('.what').textContent()).toContain(
      'Europe/Berlin; 2026-11-22T02:00:00Z',
    );
    const links = await dialog
      .getByRole('link')
      .evaluateAll((all) => all.map((link) => link.getAttribute('href')));
    const console = 'https://eu-central-1.console.aws.amazon.com';
    expect(links).toEqual([
      `${console}/cloudwatch/home?region=eu-central-1#logsV2:log-groups/log-group/$252Facme$252Ftest$252Fnightly/log-events/nightly$252Fnightly$252Ftask-2026-11-22T02`,
      `${console}/states/home?region=eu-central-1#/v2/executions/details/arn:aws:states:eu-central-1:123456789012:execution:acme-test-nightly:run-2`,
    ]);
    await page.keyboard.press('Escape');
    expect(await dialog.isVisible()).toBe(false);
  });

  it.each([
    { width: 1280, columns: 32 },
    { width: 768, columns: 20 },
    { width: 390, columns: 12 },
  ])('shows the newest $columns columns whole at $width pixels', async ({ width, columns }) => {
    await open(width, 'light');
    const cells = page.getByRole('group', { name: 'Runs of often' }).locator('button:visible');
    expect(await cells.count()).toBe(columns);
    expect(await page.locator('.axis .zone', { hasText: 'UTC' }).isVisible()).toBe(true);
    for (const cell of [cells.first(), cells.last()]) {
      const { x = -1, width: wide = 0 } = (await cell.boundingBox()) ?? {};
      expect(x).toBeGreaterThan(0);
      expect(x + wide).toBeLessThan(width);
    }
  });

  it('has the links of a run side by side at 390 pixels', async () => {
    await open(390, 'light');
    await openAll();
    const links = page.locator('td:has(a + a)').first().getByRole('link');
    const boxes = await links.evaluateAll((all) =>
      all.map((link) => link.getBoundingClientRect().toJSON() as DOMRect),
    );
    expect(boxes).toHaveLength(2);
    const [log, execution] = boxes as [DOMRect, DOMRect];
    expect(execution.top).toBe(log.top);
    expect(execution.left - log.right).toBeLessThan(20);
  });

  it('says times in UTC on demand', async () => {
    await open(1280, 'light');
    await openAll();
    const said = () => page.locator('body').innerText();
    const local = await said();
    expect(local).toContain('2026-11-22 03:00 Europe/Berlin');
    const hint = page.locator('#hint');
    const marks = [
      page.getByRole('group', { name: 'Runs of nightly' }).getByRole('button').last(),
      page.locator('#job-nightly rect').last(),
    ];
    const button = page.getByRole('button', { name: 'in UTC' });
    for (const clock of ['02:00', '03:00', '02:00']) {
      await button.click();
      for (const mark of marks) {
        await mark.hover();
        expect(await hint.textContent()).toContain(` ${clock}`);
      }
    }
    const utc = await said();
    expect(utc).toContain('times are in UTC');
    expect(utc).toContain('2026-11-22 02:00 UTC');
    // What is left is the zone of the schedule itself.
    expect(utc.match(/.*(?:Berlin|each job's zone)/g)).toEqual(['cron(0 3 * * ? *) Europe/Berlin']);
    await marks[0]?.click();
    expect(await page.locator('dialog .what').textContent()).toMatch(/\n2026-11-24T02:00:00Z$/);
    await page.keyboard.press('Escape');
    await button.click();
    await page.mouse.move(0, 0);
    expect(await said()).toBe(local);
  });

  it('opens a job that a link names', async () => {
    await open(1280, 'light');
    await page.getByRole('link', { name: 'nightly' }).first().click();
    const chart = page.locator('#job-nightly .chart');
    expect(await chart.isVisible()).toBe(true);
    const table = await page.locator('#job-nightly table').boundingBox();
    expect((await chart.boundingBox())?.width).toBe(table?.width);
  });

  it('is read again once its server has other data, and stays as the reader had it', async () => {
    let project = 'acme';
    const make = async () => {
      const facts = { ...someFacts(), project };
      return { page: await renderPage(facts), time: madeAt(facts) };
    };
    const live = await serveLive(make, 0, String, () => (project === 'acme' ? 0 : 61_000));
    const page = await browser.newPage();
    try {
      await page.clock.install();
      await page.goto(live.url);
      const [utc, nightly] = [page.locator('#utc'), page.locator('#job-nightly')];
      await utc.click();
      await nightly.locator('summary').click();
      project = 'renamed';
      // The title of a page that is being read again is empty.
      for (let asked = 0; asked < 40 && (await page.title()) !== 'renamed · test'; asked++) {
        await page.clock.fastForward(5_000);
        await page.waitForLoadState('networkidle');
      }
      expect(await page.title()).toBe('renamed · test');
      expect(await utc.getAttribute('aria-pressed')).toBe('true');
      expect(await page.locator('details[open]').getAttribute('id')).toBe('job-nightly');
    } finally {
      await page.close();
      await live.close();
    }
  });

  it('asks nothing of any network', async () => {
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await open(1280, 'light');
    expect(asked).toEqual([`file://${file}`]);
  });

  it('shows what manifests and checks say as text and not as HTML', async () => {
    await open(1280, 'light');
    expect(await page.locator('td', { hasText: '<b>' }).count()).toBe(3);
  });
});
