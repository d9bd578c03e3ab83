const lookEveryMs = 1000;

/** Ends this plugin when the engine that started it is gone: a killed engine tells nobody. */
export function endWithEngine(): void {
    const engine = process.ppid;
    setInterval(() => {
        if (process.ppid !== engine) process.exit();
    }, lookEveryMs).unref();
}
