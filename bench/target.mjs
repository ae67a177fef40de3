// Where the requests of the scheduler go: answers at once, and knows how late they were. The path says when one is due.
import { createServer } from 'node:http';

let lateness = [];
let last = 0;

const server = createServer((request, response) => {
  request.resume();
  if (request.url === '/health/ready') return response.end();
  if (request.url === '/seen') return response.end(JSON.stringify({ lateness, last }));
  if (request.url === '/count') return response.end(String(lateness.length));
  if (request.url === '/reset') {
    lateness = [];
    return response.end();
  }
  last = Date.now();
  lateness.push(last - Number(request.url.slice(1)));
  return response.end();
});
server.listen(Number(process.env.PORT), '127.0.0.1');
process.once('SIGTERM', () => process.exit(0));
