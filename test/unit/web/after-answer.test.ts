import { EventEmitter } from 'node:events';
import type { Response } from 'express';
import { createAfterAnswer } from '../../../src/web/after-answer.js';
import { InFlight } from '../../../src/web/in-flight.js';

/** What the pause is asked to last, and its end. */
function site(chance: number) {
  const pauses: number[] = [];
  const errors: unknown[] = [];
  let endPause = (): void => {};
  const inFlight = new InFlight();
  const afterAnswer = createAfterAnswer({
    inFlight,
    log: { error: (facts: unknown) => void errors.push(facts) },
    random: { bytes: (length) => Buffer.alloc(length, chance) },
    pause: (milliseconds) => {
      pauses.push(milliseconds);
      return new Promise((resolve) => (endPause = resolve));
    },
  });
  const res = Object.assign(new EventEmitter(), { locals: { requestId: 'r1' } }) as unknown as Response;
  return { afterAnswer, res, inFlight, pauses, errors, endPause: () => endPause() };
}
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('R01 the work waits for the answer, then for a time of chance; a stop waits for both', async () => {
  const { afterAnswer, res, inFlight, pauses, endPause } = site(0x80);
  const done: string[] = [];
  afterAnswer(res, async () => void done.push('work'));
  void inFlight.none().then(() => done.push('stop'));
  await turn();
  expect(pauses).toEqual([]);
  res.emit('close');
  await turn();
  expect(pauses).toEqual([expect.closeTo(502, 0)]);
  expect(done).toEqual([]);
  endPause();
  await turn();
  expect(done).toEqual(['work', 'stop']);
});

test.each([
  [0, 0],
  [0xff, 1000],
])('octets of %d make a pause of %d ms', (chance, milliseconds) => {
  const { afterAnswer, res, pauses } = site(chance);
  afterAnswer(res, async () => {});
  res.emit('close');
  expect(pauses).toEqual([milliseconds]);
});

test('work that fails is logged with the id of its request', async () => {
  const { afterAnswer, res, errors, endPause } = site(0);
  afterAnswer(res, () => Promise.reject(new Error('no store')));
  res.emit('close');
  endPause();
  await turn();
  expect(errors).toEqual([{ id: 'r1', cause: expect.stringContaining('no store') }]);
});
