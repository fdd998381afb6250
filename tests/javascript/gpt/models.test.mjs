// The models of all providers in one list, in the shape of each SDK.
import assert from 'node:assert/strict';

import { ALL, CLAUDE, CODEX, PLAN, all, each } from './stage.mjs';

each([CODEX, PLAN], "OpenAI's SDK lists the models of all providers", async (of) => {
  const models = await all(of.openai().models.list());
  const ids = models.map((model) => model.id);
  for (const { model } of [CLAUDE, of]) assert.ok(ids.includes(model), `${ids}`);
  for (const model of models) assert.ok(model.object === 'model' && model.owned_by, JSON.stringify(model));
});

each([CODEX, PLAN], "Anthropic's SDK lists the models of all providers, page by page", async (of) => {
  const { models } = of.anthropic();
  const whole = (await all(models.list({ limit: 1000 }))).map((model) => model.id);
  for (const { model } of [CLAUDE, of]) assert.ok(whole.includes(model), `${whole}`);
  assert.deepEqual((await all(models.list({ limit: 3 }))).map((model) => model.id), whole);
});

each(ALL, 'a model is found by its name', async (of) => {
  const names = [of.model, of.model.replace('openai/', '')];
  assert.ok(names.includes((await of.openai().models.retrieve(of.model)).id));
  assert.ok(names.includes((await of.anthropic().models.retrieve(of.model)).id));
});
