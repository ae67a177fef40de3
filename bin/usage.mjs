/** Everything that can be typed. */
export const USAGE = `usage:
  quintet run METHOD URL [options]    create a job (also: create)
      --data k=v        a member of the JSON body, as text; repeatable
      --json TEXT       the JSON body as it is
      --query k=v       a query parameter; repeatable
      --header 'K: V'   a request header; repeatable
      --in D            how long to wait: 30, '30 seconds' (also: --schedule)
      --at T            when: ISO 8601 or unix time
      --every D         repeat at this interval
      --cron C          repeat by five cron fields
      --key K           idempotency key
      --callback URL    gets the result
      --webhook URL     gets the events
  quintet jobs list [--state S]
  quintet jobs cancel ID
  quintet logs list
  quintet cron EXPR                   the next runs and what it means, in words

  quintet compute run FOLDER [options]    run an app on this machine, without a server
      --input FILE            its input; none: a file that holds "bypass"
      --params JSON           {"app":{..},"partitioner":{..},"assembler":{..}}
      --partitioner FOLDER    engine that splits the input; none: passthrough
      --assembler FOLDER      engine that merges the results; none: passthrough
      --output FOLDER         where the results go (./output)
  quintet compute push FOLDER [options]   send an app or engine to a server
      --url URL               the server (http://127.0.0.1:3000)
      --key KEY               an API key (QUINTET_API_KEY)
      --activate              jobs may use it at once

  The scheduler: QUINTET_URL (http://127.0.0.1:3000/scheduler), QUINTET_API_KEY`;

/** A command line that cannot be understood; the message says why. */
export class UsageError extends Error {}
