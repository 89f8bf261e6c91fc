// SPDX-License-Identifier: GPL-3.0-or-later
// What was looked up or computed for an answer.
import { isObject, readResult } from '../skills/results';
import type { ToolCall } from './types';

/** Whether it is to be shown as the result of a skill. */
export const isResult = ({ failed, output }: ToolCall): boolean => !failed && readResult(output) !== null;

/** Why it did not work; empty where nobody has said. */
export function reasonOf({ output }: ToolCall): string {
  const told = isObject(output) ? output.error : output;
  return typeof told === 'string' ? told : '';
}

/** What the text of an answer of skills says of it. */
export const toldOf = (call: ToolCall): string => (call.failed ? reasonOf(call) : (readResult(call.output)?.text ?? ''));
