/**
 * Every duration that several parts must agree on, in milliseconds: functions, stacks, the local run and the storms
 * read it here. A lease outlasts its function's timeout, so that two writers never overlap; a task of the watch ends
 * before its function does, which then finishes by itself.
 */
export const timing = {
  /** How long after its timestamp the exchange still accepts a request; always sent. */
  recvWindow: 5_000,
  /**
   * Counted from the time written before an entry was sent: past it, an entry that is found nowhere never happened.
   * It covers the window, up to 2.5 s until the request is stamped, and the rest for what the exchange shows late.
   */
  fence: 10_000,
  /**
   * How long after it was first missed an order that is found nowhere and sold nothing counts as absent: lists and
   * positions may be seconds old, and an order that fired may be neither open nor found.
   */
  missing: 9_000,
  /** The most that may pass between writing that time and sending the entry: a later entry could outlive the fence. */
  slowestWrite: 1_000,
  /** One request to the exchange, its whole answer included. */
  request: 1_500,
  /**
   * `repeat`: a read that fails sooner than this is made once more. No task waits for the executor, so it repeats
   * any read; in the other functions first try, repetition and the rest still end within their task.
   */
  functions: {
    signalGate: { timeout: 20_000 },
    /**
     * `resend`: how long after taking the lease it may send an entry once more. The time before the lease, some 15 s
     * at worst, and the second entry's own fence then still end before its timeout.
     */
    executor: { timeout: 60_000, lease: 65_000, resend: 25_000, repeat: 2_000 },
    /** `symbol`: how long one symbol's work beside the look may take. */
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
     * TradingView waits 3 s for an answer, the start of a new process included, and repeats the message when none
     * came. `answer`: how long the secret and the queue may each take; each is asked twice at most.
     */
    webhook: { timeout: 2_000, answer: 400 },
    /**
     * Counted from a candle's close: this much later the exchange is asked for it; `over`: this much later the
     * candle counts as over even if no other has begun; `latest`: an unknown candle is given up. The function starts
     * within the minute before the close, and waits. `request`: one request, which is made twice at most; `apart`:
     * between two tries.
     */
    ruleSignals: {
      ...{ timeout: 100_000, settled: 2_000, over: 10_000, latest: 20_000 },
      ...{ request: 3_000, apart: 1_000 },
    },
    /** Long enough for ten letters, each with a slow service and a slow queue. */
    tell: { timeout: 150_000 },
    /** No trade waits for it: it only passes on changes of the table. */
    notifier: { timeout: 30_000 },
    digest: { timeout: 120_000 },
    /** `request`: one request to the exchange. The operator waits, and hears its result before `qt` gives up. */
    operator: { timeout: 8_000, request: 6_000 },
    /**
     * It starts its successor after `lives`, tries again every `again` until the successor reports, and ends by
     * itself after `most`.
     */
    sentinel: { timeout: 900_000, lives: 810_000, again: 20_000, most: 880_000 },
  },
  sentinel: {
    /**
     * `beat`: how often it writes to the table that it listens, and reads which positions are open; then how long
     * that is believed.
     */
    ...{ beat: 10_000, believed: 30_000 },
    /** How long a started sentinel may take until it reports; how long the survey waits for the start. */
    ...{ starting: 15_000, kept: 300 },
    /** News heard within this time is gathered into one wake. */
    gathered: 20,
    /** The least time between two readings of the records, which tell what our own functions did: that is not news. */
    reread: 200,
    /** Between two wakes of a position for a cause that lasts and is no longer news; for news, see `watch.woken`. */
    apartWhileItLasts: 5_000,
    /** A position that could not be woken for this long is left to the tick, which has passed meanwhile. */
    stale: 10_000,
    /** Per minute: wakes, and positions in them. Wakes without danger leave half of it to those with danger. */
    ...{ mostWakes: 60, mostLooks: 60 },
    /** Wakes per second: each takes one survey out of the quota. */
    mostAtOnce: 4,
    /** After this long without the account's stream while something is open, the operator is told. */
    deaf: 60_000,
    /**
     * On paper: how often the sentinel brings the venue up to date and reads what others did to it, and how seldom at
     * most while that fails; how long prices may be missing until the account counts as lost; how often a recorded
     * market's marks are reported.
     */
    paper: { beat: 500, failing: 8_000, unheard: 3_000, marks: 1_000 },
  },
  /** Of a connection to the exchange's streams. */
  streams: {
    /**
     * The longest that opening may take; how often it is pinged; how long it may be silent before it counts as lost.
     * Real time.
     */
    ...{ open: 5_000, ping: 5_000, silent: 15_000 },
    /** Mark prices come each second: a line that delivers none of its symbols for this long counts as mute. */
    mute: 30_000,
    /** The rest before another try: at least, and at most after many failed tries. */
    again: { least: 200, most: 30_000 },
    /**
     * How often a listen key is kept alive, which also notices one that another client has closed. Binance keeps it
     * for an hour.
     */
    keepAlive: 60_000,
  },
  /**
   * The operator's rehearsal: how long its steps and its cleaning up may take, both within its lease, and how long
   * it waits for its slot to be freed.
   */
  rehearsal: { steps: 240_000, cleaning: 120_000, lease: 420_000, settling: 60_000 },
  watch: {
    /** A run covers a little more than the 119 s that two starts may be apart. */
    run: 130_000,
    /** Ends a run whose survey can no longer end it. */
    most: 170_000,
    pauseAfterFailure: 5_000,
    /** How often the table notes that the exchange answers, while it does. */
    heardEvery: 300_000,
    /** Between two looks, unless QT_CHECK_INTERVAL says otherwise. */
    tick: 10_000,
    /**
     * While the exchange asks to wait, the watch looks once per tick at most (the pauses allow for a late tick), and
     * after two minutes every 30 s, since the client that spends the weight evidently does not stop. It also looks
     * every 30 s for the rest of a minute in which more than `mostRefused` requests were refused.
     */
    limited: { lookEvery: 8_000, backsOffAfter: 120_000, thenEvery: 28_000, mostRefused: 5 },
    /**
     * Looks between two ticks, for which a sentinel wakes the watch. `apart`: the least time between two looks at
     * one position. `busy`: when another writer has the position, it is looked at once more after this time.
     */
    woken: { apart: 1_000, busy: 300 },
  },
  /** How late the exchange may show the past. */
  history: {
    /** Funding falls due on the full hour; it may be taken, and shown, this much later. */
    funding: 30_000,
    /** History not shown after this time never will be. */
    most: 24 * 3_600_000,
  },
  /** How long after the close an unknown result is asked for at each tick, then each minute; after that each hour. */
  provisional: { eachTick: 60_000, eachMinute: 3_600_000, overdue: 3_600_000 },
  /** The rules of all symbols: how long a reading counts, and the least time between two readings. */
  rules: { fresh: 3_600_000, apart: 60_000 },
  /**
   * The rules that the paper venue reads from Binance: how long a reading counts; how often each process checks
   * whether another one has read them, and retries a failed reading; after how many of these checks a new reading
   * takes effect, for all at the same instant.
   */
  paperRules: { fresh: 3_600_000, look: 300_000, looksAhead: 2 },
  /**
   * How long a signal that could not be tried before there was a position rests: at least, and for a CLOSE at most,
   * which is as long as the queue would hide it anyway.
   */
  retry: { least: 5_000, most: 90_000 },
  /**
   * Notifications to the operator. `answer`: how long a service may take. `rest`: between two tries, at least and at
   * most by our own choice, and the longest that a service may ask for, which its queue can keep. `keptFor`: how
   * long a queue keeps an undelivered letter; `triedFor`: after this a failure goes to the dead letters, before the
   * queue forgets it.
   */
  notifications: {
    answer: 10_000,
    rest: { least: 1_000, most: 900_000, longest: 11 * 3_600_000 },
    ...{ keptFor: 4 * 24 * 3_600_000, triedFor: 4 * 24 * 3_600_000 - 12 * 3_600_000 },
  },
  /**
   * Changes of the table on their way to the channels: `gathered` lets changes made together arrive together; a
   * change not passed on by `mostAge` is set aside. The table's stream keeps changes for a day.
   */
  changes: { gathered: 1_000, mostAge: 6 * 3_600_000, late: 600_000 },
  /**
   * How long a queue hides a message while a function has it: longer than that function may run. AWS advises six
   * timeouts, so that a throttled message is not shown again while Lambda still tries. The signal queue has them. A
   * trade or a close would then wait 4 to 6 minutes for its next try, which costs more than one try too many: leases
   * and derived ids make that harmless, and extra receives make up for those that throttling spends
   * (`tradeReceives`, `closeReceives`).
   */
  visibility: { signals: 120_000, trades: 90_000, closes: 90_000, notifications: 180_000 },
} as const
