"""aiohttp: HOST PORT plain|tls EXCHANGES CONNECTIONS"""
import asyncio

import aiohttp

from meter import Meter


async def main():
    meter = Meter()

    async def poll(session):
        while meter.begin():
            async with session.get(meter.url, headers=meter.headers) as reply:
                meter.finish(await reply.json(content_type=None))

    connector = aiohttp.TCPConnector(limit=meter.connections, ssl=meter.tls)
    async with aiohttp.ClientSession(connector=connector) as session:
        await asyncio.gather(*(poll(session) for _ in range(meter.connections)))
    meter.print()

asyncio.run(main())
