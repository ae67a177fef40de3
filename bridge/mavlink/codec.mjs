import { MavLinkProtocolV1, MavLinkProtocolV2, MSG_ID_MAGIC_NUMBER, common, minimal, x25crc } from 'node-mavlink';

/** What ground stations call themselves. */
const GROUND_STATION = { system: 255, component: 190 };
const CHECKSUM = 2;
const SIGNATURE = 13;
const SIGNED = 0x01;

const HEARD = [
  minimal.Heartbeat,
  common.SysStatus,
  common.GpsRawInt,
  common.Attitude,
  common.GlobalPositionInt,
  common.MissionRequest,
  common.MissionCurrent,
  common.MissionItemReached,
  common.MissionAck,
  common.MissionRequestInt,
  common.VfrHud,
  common.CommandAck,
  common.BatteryStatus,
  common.ExtendedSysState,
  common.StatusText,
];
const CLASSES = new Map(HEARD.map((message) => [message.MSG_ID, message]));
const VERSIONS = {
  [MavLinkProtocolV1.START_BYTE]: { header: 6, protocol: new MavLinkProtocolV1() },
  [MavLinkProtocolV2.START_BYTE]: { header: 10, protocol: new MavLinkProtocolV2() },
};

/**
 * The packets of a datagram that are whole and whose messages the bridge knows. A datagram is judged by itself, as one that
 * is cut off must not spoil the next. Signatures are not checked.
 */
export function* packetsIn(datagram) {
  for (let start = 0; start < datagram.length;) {
    const packet = packetAt(datagram.subarray(start));
    if (packet?.name) yield packet;
    start += packet?.length ?? 1;
  }
}

/** Undefined where none begins; one without a name is another's business. */
function packetAt(bytes) {
  const version = VERSIONS[bytes[0]];
  if (!version || bytes.length < version.header + CHECKSUM) return undefined;
  const { header: headerLength, protocol } = version;
  const header = protocol.header(bytes);
  const flags = header.incompatibilityFlags;
  const end = headerLength + header.payloadLength + CHECKSUM;
  const length = end + (flags & SIGNED ? SIGNATURE : 0);
  const extra = MSG_ID_MAGIC_NUMBER[header.msgid];
  if (flags & ~SIGNED || bytes.length < length || extra === undefined) return undefined;
  if (x25crc(bytes.subarray(0, end), 1, CHECKSUM, Number(extra)) !== protocol.crc(bytes)) return undefined;
  const kind = CLASSES.get(header.msgid);
  if (!kind) return { length };
  const message = protocol.data(protocol.payload(bytes), kind);
  return { length, system: header.sysid, component: header.compid, name: kind.MSG_NAME, message };
}

/** Makes packets of messages, numbered. */
export class Encoder {
  #protocol = new MavLinkProtocolV2(GROUND_STATION.system, GROUND_STATION.component);
  #number = 0;

  /** @param kind class of node-mavlink @throws RangeError for a field that its type cannot hold */
  encode(kind, fields) {
    const packet = this.#protocol.serialize(Object.assign(new kind(), fields), this.#number);
    this.#number = (this.#number + 1) % 256;
    return packet;
  }
}
