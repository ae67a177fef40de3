// Makes a clone ready to run: dependencies installed, sources compiled. Older releases of Node must be able to read this
// file to its end, to say what they lack: what follows is in a file of its own.
if (!process.features.require_module) {
  console.error(`Quintet needs Node.js 20.19 or later, of the 22 line 22.12 or later; this is ${process.version}`);
  process.exit(1);
}

export const prepared = import('./preparation.mjs')
  .then(({ prepare }) => prepare())
  .catch((error) => {
    console.error(error.message);
    process.exit(1);
  });
