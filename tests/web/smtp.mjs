// SPDX-License-Identifier: GPL-3.0-or-later
// A mail server that takes every message and keeps it, on a port of its own.
import { once } from 'node:events';
import net from 'node:net';

/** What it says, and what becomes of a line, while commands come. */
function converse(socket, kept) {
  let text = '';
  let message = null;
  const say = (line) => socket.write(`${line}\r\n`);
  const take = (line) => {
    if (message !== null && line !== '.') message.push(line);
    else if (message !== null) {
      kept.push(message.join('\n'));
      message = null;
      say('250 taken');
    } else if (/^DATA/i.test(line)) {
      message = [];
      say('354 go on');
    } else if (/^QUIT/i.test(line)) socket.end('221 good bye\r\n');
    else say('250 well');
  };
  socket.on('error', () => {});
  socket.on('data', (bytes) => {
    const lines = (text + bytes).split('\r\n');
    text = lines.pop();
    lines.forEach(take);
  });
  say('220 here');
}

/** Its port, the messages that it took, and how to end it. */
export async function mailServer() {
  const kept = [];
  const server = net.createServer((socket) => converse(socket, kept)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: server.address().port, kept, close: () => server.close() };
}
