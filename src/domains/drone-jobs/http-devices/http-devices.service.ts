import { Injectable } from '@nestjs/common';
import { Failure } from '../../../kernel/errors/failure';
import { Drain } from '../../../kernel/http/drain';
import { isJsonObject } from '../../../kernel/http/json';
import { Commands, commandOf } from '../commands/commands';
import { DeviceInbox } from '../device-protocol/device-inbox';
import type { DeviceRef } from '../device-protocol/messages';
import { InvalidMessage } from '../device-protocol/read-message';
import { invalid } from '../refusals';
import { CommandWaits } from './command-waits';
import type { CommandQueryDto, DeviceCommandListDto, EventResultsDto } from './http-device.dto';

/** Events of one request. */
const MAX_EVENTS = 100;

/** The device protocol over HTTPS, for devices that cannot hold a connection. */
@Injectable()
export class HttpDevicesService {
  constructor(
    private readonly inbox: DeviceInbox,
    private readonly commands: Commands,
    private readonly waits: CommandWaits,
    private readonly drain: Drain,
  ) {}

  /** @throws Failure where it is not valid */
  async telemetry(device: DeviceRef, body: unknown): Promise<void> {
    if (!isJsonObject(body)) throw new Failure('body-not-object');
    try {
      await this.inbox.parsedTelemetry(device, body);
    } catch (error) {
      if (!(error instanceof InvalidMessage)) throw error;
      const { message } = error;
      throw new Failure('invalid', message, { data: [{ field: message.split(' ', 1)[0], message }] });
    }
  }

  /** @throws Failure where there are none or too many */
  async events(device: DeviceRef, body: unknown): Promise<EventResultsDto> {
    if (typeof body !== 'object' || body === null) throw new Failure('body-not-object');
    const events: unknown[] = Array.isArray(body) ? body : [body];
    if (events.length < 1 || events.length > MAX_EVENTS) {
      throw invalid('body', `must have between 1 and ${MAX_EVENTS} items`);
    }
    const outcomes = await Promise.all(events.map((event) => this.inbox.parsedEvent(device, event)));
    const results = outcomes.map((outcome, index) => ({ id: idOf(events[index]), outcome }));
    return { success: true, results };
  }

  /** @param gone aborted when the device does not wait any more */
  async open(
    device: DeviceRef,
    { wait = '0', after = '0' }: CommandQueryDto,
    gone: AbortSignal,
  ): Promise<DeviceCommandListDto> {
    let rows = await this.commands.open(device, after);
    if (rows.length === 0 && Number(wait) > 0) {
      const end = AbortSignal.any([gone, this.drain.signal, AbortSignal.timeout(Number(wait) * 1000)]);
      await this.waits.wait(device, after, end);
      rows = await this.commands.open(device, after);
    }
    return { success: true, commands: rows.map(commandOf), cursor: rows.at(-1)?.seq ?? after };
  }
}

const idOf = (event: unknown) => (isJsonObject(event) && typeof event.id === 'string' ? event.id : null);
