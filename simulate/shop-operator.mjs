/** Somebody who works on units, one action at a time, and counts what was accepted. */
export class Operator {
  did = {};
  #id;
  #call;
  #random;

  constructor(id, call, random) {
    this.#id = id;
    this.#call = call;
    this.#random = random;
  }

  /** Does one thing to a unit. Whether there is more to do. */
  async work({ id, path }) {
    const { body: unit } = await this.#call('GET', `/api/serials/${id}`);
    if (unit.status !== 'in_progress') return false;
    const at = unit.currentStepIndex;
    const dice = this.#random.next();
    if (dice < 0.01) await this.#do(id, 'scrap', { reason: 'damaged' });
    else if (dice < 0.03 && at > 0) await this.#do(id, 'send-back', { targetStepIndex: at - 1, reason: 'burr left' });
    else if (dice < 0.04) await this.#override(id, path.steps[this.#random.between(at, path.steps.length - 1)]);
    else if (dice < 0.15 && path.advancementMode !== 'strict') {
      await this.#do(id, 'advance-to', { targetStepIndex: this.#random.between(at + 1, path.steps.length) });
    } else if (dice < 0.3) await this.#doubleClick(id, unit.currentStepId);
    else if (!(await this.#do(id, 'advance', { expectedStepId: unit.currentStepId }))) await this.#finish(id);
    return true;
  }

  /** Two equal clicks: one moves the unit, the other is told that it has moved. */
  async #doubleClick(id, expectedStepId) {
    const click = () => this.#call('POST', `/api/serials/${id}/advance`, { expectedStepId, userId: this.#id });
    const answers = (await Promise.all([click(), click()])).map(({ status }) => status).sort();
    this.#count('double clicks');
    if (answers[0] === 200 && answers[1] !== 409) throw new Error(`a double click on ${id} got ${answers.join()}`);
    if (answers[0] === 200) this.#count('advance');
    else await this.#finish(id);
  }

  /** What holds a unit back at its last step: steps that were passed by. */
  async #finish(id) {
    const { body: steps } = await this.#call('GET', `/api/serials/${id}/step-statuses`);
    const deferred = steps.find(({ status }) => status === 'deferred');
    if (!deferred || this.#random.chance(0.05)) return this.#do(id, 'force-complete', { reason: 'needed today' });
    const waiver = { reason: 'customer agreed', approverId: 'quality' };
    return this.#random.chance(0.5)
      ? this.#do(id, `complete-deferred/${deferred.stepId}`)
      : this.#do(id, `waive-step/${deferred.stepId}`, waiver);
  }

  async #override(id, { id: stepId }) {
    await this.#do(id, 'overrides', { serialIds: [id], stepId, reason: 'prototype' });
    if (this.#random.chance(0.3)) {
      const { status } = await this.#call('DELETE', `/api/serials/${id}/overrides/${stepId}`, { userId: this.#id });
      if (status === 200) this.#count('override reversed');
    }
  }

  async #do(id, action, body = {}) {
    const { status } = await this.#call('POST', `/api/serials/${id}/${action}`, { ...body, userId: this.#id });
    if (status === 200 || status === 201) this.#count(action.split('/')[0]);
    else this.#count('refusals');
    return status < 300;
  }

  #count(action) {
    this.did[action] = (this.did[action] ?? 0) + 1;
  }
}
