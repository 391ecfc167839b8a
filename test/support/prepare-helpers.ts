import { execFileSync } from 'node:child_process';
import { provideChromium } from './chromium.js';
import { pythonWith } from './python.js';
import { nameSecondServer } from './second-server.js';
import { findXmlsec1 } from './xmlsec1.js';

/**
 * Finds or installs what the tests need beside npm's packages, one after the other before any test runs, and says in one
 * line what it used.
 */
test('the helpers of the tests are there', async () => {
  providePython();
  await pythonWith(['pysaml2==7.5.*']);
  const used = {
    browser: provideChromium(),
    xmlsec1: await findXmlsec1(),
    portal: 'pysaml2',
    'second store': await nameSecondServer(),
  };
  const words = Object.entries(used).map(([name, value]) => `${name} ${value}`);
  process.stdout.write(`Tests use: ${words.join(', ')}\n`);
});

/** Debian keeps venv and pip out of python3. */
function providePython(): void {
  if (works('python3', '-c', 'import venv, ensurepip')) return;
  if (process.getuid?.() !== 0 || !works('apt-get', '--version')) {
    throw new Error('Python is missing: install python3 with its modules venv and pip');
  }
  execFileSync('apt-get', ['update', '-qq'], { stdio: 'ignore' });
  execFileSync('apt-get', ['install', '-qq', '--yes', 'python3', 'python3-venv'], { stdio: 'ignore' });
}

function works(command: string, ...args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
