/** What is read of an HTTP answer, whether it came over a network or was made in this process. */
export interface Answer
  extends Pick<Response, 'status' | 'ok' | 'headers' | 'body' | 'text' | 'json' | 'arrayBuffer'> {
  clone(): Answer
}
