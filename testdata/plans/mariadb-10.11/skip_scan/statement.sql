SELECT /*+ SKIP_SCAN(orders channel_region) */ channel, region FROM orders WHERE region = 2
