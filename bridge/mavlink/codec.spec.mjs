import { Buffer } from 'node:buffer';
import { describe, expect, it } from '@jest/globals';
import { MavLinkProtocolV1, MavLinkProtocolV2, common, minimal } from 'node-mavlink';
import { Encoder, packetsIn } from './codec.mjs';

const heartbeat = Object.assign(new minimal.Heartbeat(), { type: 2, autopilot: 12, mavlinkVersion: 3 });
const reached = Object.assign(new common.MissionItemReached(), { seq: 9 });
const second = new MavLinkProtocolV2(7, 1);
const beat = second.serialize(heartbeat, 0);
const namesIn = (bytes) => [...packetsIn(bytes)].map(({ name }) => name);

describe('packets of a datagram', () => {
  it('are read in both versions of the protocol, several at a time', () => {
    const first = new MavLinkProtocolV1(7, 1).serialize(reached, 1);
    const [one, two] = packetsIn(Buffer.concat([beat, first]));
    expect(one).toMatchObject({ name: 'HEARTBEAT', system: 7, component: 1, message: { type: 2, autopilot: 12 } });
    expect(two).toMatchObject({ name: 'MISSION_ITEM_REACHED', message: { seq: 9 } });
  });

  it('are read where they are signed', () => {
    const signing = new MavLinkProtocolV2(7, 1, MavLinkProtocolV2.IFLAG_SIGNED);
    const signed = signing.sign(signing.serialize(heartbeat, 0), 1, Buffer.alloc(32));
    expect(namesIn(Buffer.concat([signed, beat]))).toEqual(['HEARTBEAT', 'HEARTBEAT']);
  });

  it('are left out where they are broken, cut off, unknown or noise', () => {
    const broken = Buffer.from(beat);
    broken[12] ^= 1;
    const strange = Buffer.from(beat);
    strange[2] = 0x80;
    const unwanted = second.serialize(new common.ParamValue(), 0);
    expect(namesIn(Buffer.concat([broken, Buffer.from([0xfd, 0xfe, 1]), strange, unwanted, beat]))).toEqual([
      'HEARTBEAT',
    ]);
    for (let length = 0; length < beat.length; length++) expect(namesIn(beat.subarray(0, length))).toEqual([]);
  });
});

describe('the encoder', () => {
  it('numbers its packets and speaks as a ground station', () => {
    const encoder = new Encoder();
    const packets = Array.from({ length: 257 }, () => encoder.encode(minimal.Heartbeat, { mavlinkVersion: 3 }));
    expect(packets[0].subarray(0, 7)).toEqual(Buffer.from([0xfd, 9, 0, 0, 0, 255, 190]));
    expect([packets[1][4], packets[256][4]]).toEqual([1, 0]);
  });
});
