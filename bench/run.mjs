// npm run bench -- <name>: runs bench/<name>.mjs.
const name = process.argv[2];
if (!/^[a-z]+$/.test(name ?? '')) {
  console.error('usage: npm run bench -- compute | create | drone | engine | pipeline | production | scheduled');
  process.exit(1);
}
await import(`./${name}.mjs`);
