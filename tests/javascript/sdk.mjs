// The Anthropic SDK.
import { load } from './modules.mjs';

export const Anthropic = load('@anthropic-ai/sdk').Anthropic;
export const { betaTool } = load('@anthropic-ai/sdk/helpers/beta/json-schema');
export const { jsonSchemaOutputFormat } = load('@anthropic-ai/sdk/helpers/json-schema');
