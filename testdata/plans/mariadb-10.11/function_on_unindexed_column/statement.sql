SELECT id, total FROM orders WHERE LOWER(address) = 'baker street 7'
