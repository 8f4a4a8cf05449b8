/**
 * Every duration that several parts must agree on, in milliseconds: functions, stacks, the local run and the storms
 * read it here. A lease outlasts its function's timeout, so that two writers never overlap; a task of the watch ends
 * before its function does, which then finishes by itself.
 */
export const timing = {
  /** How long after its timestamp the exchange still takes a request; always sent. */
  recvWindow: 5_000,
  /**
   * After the time that was written before an entry left: past it, an entry that is found nowhere never happened.
   * The window, up to 2.5 s until the request is stamped, and the rest for what the exchange shows late.
   */
  fence: 10_000,
  /**
   * How long after it was first missed an order counts as absent that is found nowhere and has sold nothing: lists and
   * positions may be seconds old, and what fired may be neither open nor found.
   */
  missing: 9_000,
  /** The most that may pass between writing that time and sending the entry: what is later would outlive the fence. */
  slowestWrite: 1_000,
  /** One request to the exchange, its whole answer included. */
  request: 1_500,
  /**
   * `repeat`: how soon a read must have failed to be made once more. The executor, whom no task waits for, repeats
   * any; with the others first try, repetition and what comes after still end within their task.
   */
  functions: {
    signalGate: { timeout: 20_000 },
    /**
     * `resend`: how long after it took the lease it may send an entry once more. What it took before, some 15 s at
     * worst, and the second entry's own fence then still end before its timeout.
     */
    executor: { timeout: 60_000, lease: 65_000, resend: 25_000, repeat: 2_000 },
    /** `symbol`: what one symbol's work beside the look may take of it. */
    survey: { timeout: 20_000, lease: 25_000, task: 2_000, symbol: 800, repeat: 300 },
    inspect: { timeout: 20_000, lease: 25_000, task: 4_000, repeat: 800 },
    /**
     * `busy`: how long a close waits for another writer, by who told it, and how far `apart` it asks for the lease. The
     * queue tells it again only after its visibility; the watch at its next tick, and its task has to hold the close too.
     */
    closeCleanup: {
      ...{ timeout: 40_000, lease: 45_000, task: 3_000, repeat: 500 },
      busy: { queue: 8_000, watch: 1_000, apart: 300 },
    },
    /**
     * TradingView waits 3 s for an answer, the start of a new process included, and sends the same again where none
     * came. `answer`: of the secret and of the queue, each of which is asked twice at most.
     */
    webhook: { timeout: 2_000, answer: 400 },
    /**
     * Of a candle's close, so much later the exchange is asked for it; `over`: so much later it counts as over though no
     * other has begun after it; `latest`: what is not known by then is given up. It is started within the minute before
     * the close, and waits. `request`: one request, which is made twice at most; `apart`: between two tries.
     */
    ruleSignals: {
      ...{ timeout: 100_000, settled: 2_000, over: 10_000, latest: 20_000 },
      ...{ request: 3_000, apart: 1_000 },
    },
    /** Ten letters at most, each with an answer that is late and a queue that is. */
    tell: { timeout: 150_000 },
    /** No trade waits for it: it hands on what the table tells. */
    notifier: { timeout: 30_000 },
    digest: { timeout: 120_000 },
    /** `request`: one request to the exchange, for an operator who waits, and who is told what became of it before `qt` gives up. */
    operator: { timeout: 8_000, request: 6_000 },
    /**
     * It starts the next one once it has lived so long (`lives`), again each `again` until that is heard of, and ends by
     * itself after `most`.
     */
    sentinel: { timeout: 900_000, lives: 810_000, again: 20_000, most: 880_000 },
  },
  sentinel: {
    /** How often it tells the table that it listens, and reads which positions are open; how long that is believed. */
    ...{ beat: 10_000, believed: 30_000 },
    /** How long one that was started may take until it is heard of; how long the survey waits for its starting. */
    ...{ starting: 15_000, kept: 300 },
    /** So long after something was heard, what is heard with it is gathered into one wake. */
    gathered: 20,
    /** The records are read again for it, no more often than so: its own doing is no news. */
    reread: 200,
    /** Between two wakes of a position for what is no news any more and lasts; for news, see `watch.woken`. */
    apartWhileItLasts: 5_000,
    /** What could not be woken for so long is left to the tick, which has been meanwhile. */
    stale: 10_000,
    /** Per minute: of wakes and of positions in them. What is no danger leaves half of it to what is. */
    ...{ mostWakes: 60, mostLooks: 60 },
    /** Of wakes per second: each takes a survey out of the quota. */
    mostAtOnce: 4,
    /** So long without the account's line while something is open, and the operator is told. */
    deaf: 60_000,
    /**
     * On paper: how often it brings the venue up to date and reads what others did to it, and at most how seldom where that
     * fails; how long prices may be missing until the account counts as lost; how often a recorded market's marks are told.
     */
    paper: { beat: 500, failing: 8_000, unheard: 3_000, marks: 1_000 },
  },
  /** Of a connection to the exchange's streams. */
  streams: {
    /** Opening one, at most; how often it is pinged; how long it may be silent, after which it counts as lost. Real time. */
    ...{ open: 5_000, ping: 5_000, silent: 15_000 },
    /** Marks are told each second: a line that has told none of what it follows for so long tells nothing. */
    mute: 30_000,
    /** Before it is tried again: at least, and at most after many tries in vain. */
    again: { least: 200, most: 30_000 },
    /** How often a listen key is kept alive: one that another client has closed is noticed by it. Binance keeps it for an hour. */
    keepAlive: 60_000,
  },
  /**
   * Of the operator's rehearsal: how long its steps may take and cleaning up after them, which both end while it holds
   * the lease, and how long it waits for its slot to be given back.
   */
  rehearsal: { steps: 240_000, cleaning: 120_000, lease: 420_000, settling: 60_000 },
  watch: {
    /** A run covers the 119 s that two starts may be apart, and a little more. */
    run: 130_000,
    /** Ends a run whose survey no longer can. */
    most: 170_000,
    pauseAfterFailure: 5_000,
    /** How often the table is told that the exchange answers, as long as it does. */
    heardEvery: 300_000,
    /** Between two looks, unless QT_CHECK_INTERVAL says otherwise. */
    tick: 10_000,
    /**
     * Asked to wait, the watch looks once per tick at most (the pauses leave room for how late a tick may be), and
     * after two minutes of it every 30 s: the client that spends the weight does not stop. So it does for the rest of
     * a minute in which more than `mostRefused` requests were refused.
     */
    limited: { lookEvery: 8_000, backsOffAfter: 120_000, thenEvery: 28_000, mostRefused: 5 },
    /**
     * Of looks between two ticks, which a sentinel wakes the watch for. `apart`: between two of one position, at least.
     * `busy`: where another writer has the position, it is looked at once more so much later.
     */
    woken: { apart: 1_000, busy: 300 },
  },
  /** What the exchange shows of the past may come late. */
  history: {
    /** Funding falls due on the full hour; so much later it may be taken, and shown. */
    funding: 30_000,
    /** What was not shown after so long never will be. */
    most: 24 * 3_600_000,
  },
  /**
   * Up to which age of its close a result that is not known yet is asked for at each tick, then each minute; then
   * each hour.
   */
  provisional: { eachTick: 60_000, eachMinute: 3_600_000, overdue: 3_600_000 },
  /** Of the rules of all symbols: how long a reading counts, and how far apart two readings are at least. */
  rules: { fresh: 3_600_000, apart: 60_000 },
  /**
   * Of the rules that the paper venue reads at Binance: how long a reading counts; how often each of its processes looks
   * whether another one has read them, and tries again what failed; after how many of these looks a new reading holds,
   * for all at the same instant.
   */
  paperRules: { fresh: 3_600_000, look: 300_000, looksAhead: 2 },
  /**
   * How long a signal rests that could not be tried before there was a position: at least, and a CLOSE at most,
   * which is as long as the queue would keep it by itself.
   */
  retry: { least: 5_000, most: 90_000 },
  /**
   * Of what the operator is told. `answer`: how long a service may take. `rest`: between two tries, at least and at most
   * by themselves, and the longest that a service may ask for, which its queue can keep. `keptFor`: how long a queue keeps
   * what is not told; `triedFor`: from then on what fails goes to the dead letters, before the queue would forget it.
   */
  notifications: {
    answer: 10_000,
    rest: { least: 1_000, most: 900_000, longest: 11 * 3_600_000 },
    ...{ keptFor: 4 * 24 * 3_600_000, triedFor: 4 * 24 * 3_600_000 - 12 * 3_600_000 },
  },
  /**
   * Of changes of the table on their way to the channels: `gathered` lets what happens together come together; after
   * `mostAge` what could not be handed on is put aside. The table's stream keeps it for a day.
   */
  changes: { gathered: 1_000, mostAge: 6 * 3_600_000, late: 600_000 },
  /**
   * How long a queue keeps a message from others while a function has it: longer than that function may run. AWS advises
   * six timeouts, so that what Lambda throttles is not shown again while it still tries. Signals have them. A trade
   * or a close would wait 4 to 6 minutes for its next try, which costs more than a try too many: leases and derived
   * ids make that harmless, and receives make up for what throttling spends of them (`tradeReceives`, `closeReceives`).
   */
  visibility: { signals: 120_000, trades: 90_000, closes: 90_000, notifications: 180_000 },
} as const
