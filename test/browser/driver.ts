/**
 * The part of playwright-core that tests use. It is declared here and not imported, because its package may be
 * missing: types must be known, and checks must pass, without it.
 */
export interface Locator {
  readonly first: () => Locator
  readonly nth: (index: number) => Locator
  readonly locator: (selector: string) => Locator
  count(): Promise<number>
  click(): Promise<void>
  textContent(): Promise<string | null>
  allTextContents(): Promise<readonly string[]>
  getAttribute(name: string): Promise<string | null>
  isVisible(): Promise<boolean>
  fill(text: string): Promise<void>
  boundingBox(): Promise<{
    readonly x: number
    readonly y: number
    readonly width: number
    readonly height: number
  } | null>
}

export interface Page {
  goto(url: string): Promise<unknown>
  locator(selector: string): Locator
  /** Of an expression, in the page. */
  evaluate<T>(expression: string): Promise<T>
  readonly mouse: { move(x: number, y: number): Promise<void> }
  readonly keyboard: { press(key: string): Promise<void> }
  setViewportSize(size: { readonly width: number; readonly height: number }): Promise<void>
  emulateMedia(options: { readonly colorScheme: 'light' | 'dark' }): Promise<void>
  on(event: 'console', hear: (message: { type(): string; text(): string }) => void): void
  on(event: 'pageerror', hear: (error: Error) => void): void
  on(event: 'request', hear: (request: { url(): string }) => void): void
  context(): { newCDPSession(page: Page): Promise<Session> }
  close(): Promise<void>
}

/** The browser's own protocol, for commands that the driver lacks. */
interface Session {
  send(method: 'Page.captureScreenshot', options: object): Promise<{ readonly data: string }>
}

export interface Browser {
  newPage(options: {
    readonly locale: string
    readonly offline?: boolean
    readonly colorScheme: 'light' | 'dark'
    readonly viewport: { readonly width: number; readonly height: number }
  }): Promise<Page>
  close(): Promise<void>
}

export interface Launch {
  readonly executablePath?: string
  readonly channel?: string
  readonly args?: readonly string[]
}

export interface Driver {
  readonly chromium: { launch(options: Launch): Promise<Browser> }
}
