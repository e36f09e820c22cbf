"""httpx: HOST PORT plain|tls EXCHANGES CONNECTIONS"""
import asyncio

import httpx

from meter import Meter


async def main():
    meter = Meter()

    async def poll(client):
        while meter.begin():
            meter.finish((await client.get(meter.url, headers=meter.headers)).json())

    limits = httpx.Limits(max_connections=meter.connections, max_keepalive_connections=meter.connections)
    async with httpx.AsyncClient(verify=meter.tls, limits=limits) as client:
        await asyncio.gather(*(poll(client) for _ in range(meter.connections)))
    meter.print()

asyncio.run(main())
