/** How lines begin that a server writes between its requests. */
const messages = [
  /^(?:DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|CRITICAL|FATAL|TRACE)\b/i,
  /^\[?\d{4}[-/]\d{2}[-/]\d{2}[T ]\d{2}:\d{2}:\d{2}/, // gunicorn, MLServer, BentoML, Envoy, nginx's error log
  /^\[(?:DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|CRITICAL|FATAL)\]/i,
  /^\[[A-Z][a-z]{2} [A-Z][a-z]{2} +\d{1,2} \d{2}:\d{2}:\d{2}/, // Apache's error log
  /^[IWEF]\d{4} \d{2}:\d{2}:\d{2}\.\d+ /, // glog: Triton, TensorFlow Serving
  /^\([\w:.-]+ pid=\d+/, // Ray
  /^(?:Traceback \(most recent call last\):|During handling of the above exception|The above exception was the direct cause)/,
  /^(?:[A-Za-z_][\w.]{0,100})?(?:Error|Exception|Warning|Interrupt|Exit|Fault)(?:: |$)/,
  /^[\t ]+\S/, // goes on from the line before
  /^\{".*\}$/, // a message written as JSON
];
const longest = 2_000;
const traceback = /^(?:Traceback \(|(?:[A-Za-z_][\w.]{0,100})?(?:Error|Exception)(?:: |$))/;
/** An exception's message may have so many lines of its own. */
const mostMessage = 20;

/** Tells the other lines of a file one after the other: the message of an exception may go on in lines that look like nothing. */
export class OtherLines {
  #left = 0;

  /** A request ends whatever went before it. */
  request(): void {
    this.#left = 0;
  }

  isOther(line: string): boolean {
    if (isOtherLine(line)) {
      if (traceback.test(line)) this.#left = mostMessage;
      else if (!/^[\t ]/.test(line)) this.#left = 0;
      return true;
    }
    if (this.#left === 0 || line.includes(' HTTP/')) return false;
    this.#left -= 1;
    return true;
  }
}

/** True for a line that is no request but that servers write to the same file: a message with its level or time, a traceback, what goes on from either. */
export function isOtherLine(line: string): boolean {
  const text = line.length > longest ? line.slice(0, longest) : line;
  // A request that cannot be read is no message; nginx quotes requests in its error log.
  if (/ HTTP\/\d(?:\.\d)?"/.test(text) && !/^\d{4}\/\d{2}\/\d{2} /.test(text) && !/^[\t ]/.test(text)) return false;
  return messages.some((message) => message.test(text));
}
