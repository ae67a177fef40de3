import { createSocket } from 'node:dgram';
import type { Socket } from 'node:dgram';
import { PassThrough } from 'node:stream';
import { common, createMavLinkStream, MavLinkProtocolV2, minimal } from 'node-mavlink';
import type { MavLinkData, MavLinkDataConstructor, MavLinkPacket } from 'node-mavlink';

const STEP_MS = 200;
const { MavCmd, MavLandedState, MavMissionResult, MavResult } = common;

const KINDS = [minimal.Heartbeat, common.MissionCount, common.MissionItemInt, common.MissionAck, common.CommandLong];

interface Order {
  command: number;
  params: number[];
  confirmation: number;
}

/** What of a vehicle goes wrong, or otherwise than usual. */
export interface VehicleTraits {
  autopilot?: 'PX4' | 'ARDUPILOT';
  /** MISSION_COUNTs that it does not hear. */
  lostCounts?: number;
  /** Numbers of the items whose first copy it does not hear. */
  lostItems?: number[];
  /** Commands whose first copy it does not hear. */
  lostOrders?: number[];
  /** The order in which it asks for the items. */
  asks?: (count: number) => number[];
  /** What it says to a whole mission. */
  verdict?: number;
  /** What it says to a command, where that is not ACCEPTED. */
  results?: Record<number, number>;
  /** Asks for no item. */
  mute?: boolean;
}

/** A copter on the other end of MAVLink: it takes a mission, arms, and is at one more item every fifth of a second. */
export class MavlinkVehicle {
  /** Items of the mission as they came, in the order of their numbers. */
  readonly items: common.MissionItemInt[] = [];
  /** Numbers of the items in the order in which they arrived, each time. */
  readonly arrivals: number[] = [];
  readonly orders: Order[] = [];
  readonly acknowledgements: number[] = [];
  /** Heartbeats of the ground station. */
  heartbeats = 0;
  counts = 0;
  armed = false;
  mode = 0;
  place = { lat: 37.7749, lon: -122.4194, alt: 12 };
  relative = 0;
  /** It goes on to this item, and stays there. */
  until = Infinity;
  current = 0;

  private readonly socket: Socket;
  private readonly protocol = new MavLinkProtocolV2(7, 1);
  private readonly lost: { items: Set<number>; orders: Set<number> };
  private readonly ardupilot: boolean;
  private readonly missionMode: number;
  private readonly rtlMode: number;
  private sequence = 0;
  private wanted: number[] = [];
  private lostCounts: number;
  private flying = false;
  private talking = false;
  private beat?: NodeJS.Timeout;
  private step?: NodeJS.Timeout;

  private constructor(
    private readonly port: number,
    private readonly traits: VehicleTraits,
  ) {
    this.ardupilot = traits.autopilot === 'ARDUPILOT';
    this.missionMode = this.ardupilot ? 3 : 0x04_04_00_00;
    this.rtlMode = this.ardupilot ? 6 : 0x05_04_00_00;
    this.lostCounts = traits.lostCounts ?? 0;
    this.lost = { items: new Set(traits.lostItems), orders: new Set(traits.lostOrders) };
    this.socket = createSocket('udp4');
    const input = new PassThrough();
    createMavLinkStream(input).on('data', (packet: MavLinkPacket) => this.received(packet));
    this.socket.on('message', (datagram) => input.write(datagram));
  }

  /** Tells of itself from now on. @param port of the ground station */
  static start(port: number, traits: VehicleTraits = {}): MavlinkVehicle {
    const vehicle = new MavlinkVehicle(port, traits);
    vehicle.talk();
    return vehicle;
  }

  talk(): void {
    this.silence();
    this.talking = true;
    this.beat = setInterval(() => this.tell(), STEP_MS);
    this.step = setInterval(() => this.fly(), STEP_MS);
  }

  /** It is heard no more, and hears no more; it flies on where `flies`. */
  silence({ flies = false } = {}): void {
    this.talking = false;
    clearInterval(this.beat);
    if (!flies) clearInterval(this.step);
  }

  stop(): void {
    this.silence();
    this.socket.close();
  }

  /** The commands that it was given, but for those about messages. */
  get commands(): number[] {
    return this.orders.map(({ command }) => command).filter((command) => command !== MavCmd.SET_MESSAGE_INTERVAL);
  }

  private tell(): void {
    const { px4, copter } = { px4: minimal.MavAutopilot.PX4, copter: minimal.MavAutopilot.ARDUPILOTMEGA };
    const baseMode = 1 + (this.armed ? minimal.MavModeFlag.SAFETY_ARMED : 0);
    this.send(minimal.Heartbeat, {
      type: minimal.MavType.QUADROTOR,
      autopilot: this.ardupilot ? copter : px4,
      baseMode,
      customMode: this.mode,
      systemStatus: 4,
      mavlinkVersion: 3,
    });
    const { lat, lon, alt } = this.place;
    this.send(common.GlobalPositionInt, {
      lat: Math.round(lat * 1e7),
      lon: Math.round(lon * 1e7),
      alt: (alt + this.relative) * 1_000,
      relativeAlt: this.relative * 1_000,
      hdg: 9_000,
    });
    this.send(common.Attitude, { pitch: 0.1, roll: -0.1, yaw: Math.PI / 2 });
    this.send(common.VfrHud, { groundspeed: this.flying ? 8 : 0, climb: 0, heading: 90 });
    this.send(common.SysStatus, { batteryRemaining: 88, voltageBattery: 15_800 });
    this.send(common.GpsRawInt, { fixType: 3, satellitesVisible: 14, timeUsec: 0n });
    this.send(common.ExtendedSysState, { landedState: this.flying ? MavLandedState.IN_AIR : MavLandedState.ON_GROUND });
    this.send(common.MissionCurrent, { seq: this.current, total: this.items.length });
  }

  private fly(): void {
    if (!this.flying) return;
    if (this.mode === this.rtlMode) return this.land();
    if (this.current > this.until || this.mode !== this.missionMode) return;
    const item = this.items[this.current];
    if (!item || item.command === Number(MavCmd.NAV_RETURN_TO_LAUNCH)) return this.land();
    if (item.command === Number(MavCmd.NAV_WAYPOINT)) {
      Object.assign(this.place, { lat: item.x / 1e7, lon: item.y / 1e7 });
      this.relative = item.z;
    }
    this.send(common.MissionItemReached, { seq: this.current });
    this.current++;
  }

  private land(): void {
    this.flying = false;
    this.armed = false;
    this.relative = 0;
  }

  private received(packet: MavLinkPacket): void {
    const kind = KINDS.find(({ MSG_ID }) => MSG_ID === packet.header.msgid);
    // What a silent one is told is lost.
    if (!kind || !this.talking) return;
    const message = packet.protocol.data(packet.payload, kind as MavLinkDataConstructor<MavLinkData>);
    if (message instanceof minimal.Heartbeat) this.heartbeats++;
    if (message instanceof common.MissionCount) this.asked(message.count);
    if (message instanceof common.MissionItemInt) this.given(message);
    if (message instanceof common.MissionAck) this.acknowledgements.push(message.type);
    if (message instanceof common.CommandLong) this.ordered(message);
  }

  private asked(count: number): void {
    this.counts++;
    if (this.lostCounts-- > 0) return;
    this.items.length = 0;
    const ascending = Array.from({ length: count }, (_, seq) => seq);
    this.wanted = this.traits.asks?.(count) ?? ascending;
    if (!this.traits.mute) this.request();
  }

  /** By the old message too, which the protocol allows. */
  private request(): void {
    const [seq] = this.wanted;
    const kind = seq % 2 ? common.MissionRequest : common.MissionRequestInt;
    this.send(kind, { seq, targetSystem: 255, targetComponent: 190 });
  }

  private given(item: common.MissionItemInt): void {
    if (this.lost.items.delete(item.seq)) return;
    this.arrivals.push(item.seq);
    if (item.seq !== this.wanted[0]) return;
    this.items[item.seq] = item;
    this.wanted.shift();
    if (this.wanted.length > 0) return this.request();
    const type = this.traits.verdict ?? MavMissionResult.ACCEPTED;
    this.send(common.MissionAck, { type, targetSystem: 255, targetComponent: 190 });
    this.current = 0;
  }

  private ordered(message: common.CommandLong): void {
    const command = Number(message.command);
    if (this.lost.orders.delete(command)) return;
    const { _param1, _param2, _param3, _param4, _param5, _param6, _param7, confirmation } = message;
    const params = [_param1, _param2, _param3, _param4, _param5, _param6, _param7];
    this.orders.push({ command, params, confirmation });
    const result = this.traits.results?.[command] ?? MavResult.ACCEPTED;
    if (result === Number(MavResult.ACCEPTED)) this.obey(command, params);
    this.send(common.CommandAck, { command, result, targetSystem: 255, targetComponent: 190 });
  }

  private obey(command: number, [first, second, third]: number[]): void {
    if (command === Number(MavCmd.DO_SET_MODE))
      this.mode = this.ardupilot ? second : third * 2 ** 24 + second * 2 ** 16;
    if (command === Number(MavCmd.COMPONENT_ARM_DISARM)) this.armed = first === 1;
    if (command === Number(MavCmd.NAV_RETURN_TO_LAUNCH)) this.mode = this.rtlMode;
    if (command === Number(MavCmd.MISSION_START)) this.mode = this.missionMode;
    if (this.armed && this.mode === this.missionMode) this.flying = true;
  }

  private send(kind: new () => MavLinkData, fields: object): void {
    const packet = this.protocol.serialize(Object.assign(new kind(), fields), this.sequence++ % 256);
    this.socket.send(packet, this.port, '127.0.0.1');
  }
}
