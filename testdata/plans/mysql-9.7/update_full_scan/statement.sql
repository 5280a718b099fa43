UPDATE orders SET coupon_id = NULL WHERE address = 'Baker Street 7'
