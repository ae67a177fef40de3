import { timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Client } from 'aedes';
import { validate as isUuid } from 'uuid';
import type { Caller } from '../../../kernel/auth/caller';
import { isApiKey } from '../../../kernel/auth/credential-header';
import { Credentials, hashKey } from '../../../kernel/auth/credentials';
import { Tokens } from '../../../kernel/auth/tokens';
import { Database } from '../../../kernel/database/database';
import { Commands } from '../commands/commands';
import { DeviceInbox } from '../device-protocol/device-inbox';
import type { DeviceRef } from '../device-protocol/messages';
import { lookedUp } from '../ids';
import { Presence } from '../presence/presence';
import { ShareViewers } from '../shares/share-viewers';
import { Streams } from '../streams/streams';
import { DeviceSession } from './device-session';
import { CONNACK, MqttRefusal } from './mqtt-refusal';
import type { MqttSession } from './mqtt-session';
import { KeySession, ShareSession } from './watcher-session';

const SCOPE = 'drone:read';
const SHARE_CODE = /^[A-Za-z0-9]{22}$/;

const FIND_DEVICE = {
  name: 'drone-broker-device-find',
  text: `SELECT tenant_id AS "tenantId", id AS "deviceId" FROM drone.devices WHERE id = $1 AND credential_hash = $2`,
};

/** Tells by user name and password who connects: a device, somebody with an API key, or a guest. */
@Injectable()
export class MqttSignIn {
  constructor(
    private readonly database: Database,
    private readonly credentials: Credentials,
    private readonly tokens: Tokens,
    private readonly presence: Presence,
    private readonly inbox: DeviceInbox,
    private readonly commands: Commands,
    private readonly streams: Streams,
    private readonly viewers: ShareViewers,
  ) {}

  /** @throws MqttRefusal */
  async sessionOf(client: Client, username: string, password: string): Promise<MqttSession> {
    if (isUuid(username)) return this.keySession(client, username, password);
    if (SHARE_CODE.test(username)) return this.shareSession(client, username);
    return this.deviceSession(client, username, password);
  }

  private async keySession(client: Client, id: string, password: string): Promise<MqttSession> {
    const caller = isApiKey(password) ? await this.callerByKey(id, password) : await this.tokens.callerOf(password);
    if (caller?.subject !== id) throw new MqttRefusal(CONNACK.BAD_CREDENTIALS);
    if (!caller.scopes.has(SCOPE)) throw new MqttRefusal(CONNACK.NOT_AUTHORIZED);
    return new KeySession(client, this.streams, caller, this.credentials);
  }

  private async callerByKey(id: string, password: string): Promise<Caller | undefined> {
    const key = await this.credentials.byId(id);
    return key && timingSafeEqual(key.hash, hashKey(password)) ? key.caller : undefined;
  }

  private async shareSession(client: Client, code: string): Promise<MqttSession> {
    const viewer = await this.viewers.admit(code);
    if (viewer === 'unknown') throw new MqttRefusal(CONNACK.BAD_CREDENTIALS);
    if (viewer === 'full') throw new MqttRefusal(CONNACK.NOT_AUTHORIZED);
    return new ShareSession(client, this.streams, viewer);
  }

  private async deviceSession(client: Client, id: string, password: string): Promise<MqttSession> {
    const find = async (): Promise<DeviceRef | undefined> => {
      const [device] = await this.database.run<DeviceRef>(FIND_DEVICE, [lookedUp(id), hashKey(password)]);
      return device;
    };
    const device = await find();
    if (!device) throw new MqttRefusal(CONNACK.BAD_CREDENTIALS);
    if (client.id !== id) throw new MqttRefusal(CONNACK.OTHER_CLIENT_ID);
    const isEnrolled = async () => (await find()) !== undefined;
    return new DeviceSession(client, device, { isEnrolled, ...this.parts });
  }

  private get parts() {
    return { presence: this.presence, inbox: this.inbox, commands: this.commands };
  }
}
