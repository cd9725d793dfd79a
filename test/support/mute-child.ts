// Never says that it listens.
setInterval(() => {}, 1000);
